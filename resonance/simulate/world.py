"""World: the bodies of the simulated game, its clock, and what its server says about them.

What happens between two ticks is collected and sent together, as the game does it: one message for everybody near,
one for the local player, and attributes that already hold the result of the hits beside them (protocol.md 8.4).
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable, Iterable

from resonance.events import ActorKind
from resonance.protocol.packet import RawPacket
from resonance.protocol.pb import entity_pb2, world_pb2
from resonance.simulate import deltas, encode
from resonance.simulate.bodies import Body, Buff, shield_list
from resonance.simulate.deltas import Layout, Pending
from resonance.simulate.encode import Attribute, Method
from resonance.simulate.session import Session
from resonance.simulate.truth import PlayerTruth, Truth

TICK_MS = 100

LEFT_VIEW, LEFT_DEAD, LEFT_BY_TRANSFER = 0, 1, 3  # EDisappearType (protocol.md 5.2)
PERMANENT = -1  # the duration captured buffs without an end carry

_SERVER_AHEAD_MS = 573  # the server's clock by ours; 566 to 584 ms in one capture (protocol.md 12)
_CLOCK_EVERY_MS = 5_000
_JITTER_MS = 12
_LOADING_MS = 2_400  # between two servers
_DELTA_BYTES = 10_000  # a larger message is cut in two; the largest captured holds 12 kB


class World:
    """`now_ms` is the capture time of what happens now, so of the packets the next tick returns."""

    def __init__(
        self, rng: random.Random, at_ms: int, open_session: Callable[[], Session], *, layout: Layout = Layout.OLD
    ) -> None:
        self.rng = rng
        self.layout = layout
        self.truth = Truth()
        self.now_ms = self._tick_ms = at_ms
        self.visible: dict[int, Body] = {}
        self.scene_uuid = rng.getrandbits(40)
        self._open_session = open_session
        self._session: Session | None = None
        self._local: Body | None = None
        self._uids = itertools.count(rng.randint(200_000, 900_000))
        self._order = itertools.count()
        self._actions: list[tuple[int, int, Callable[[], None]]] = []  # heap: when, order, what
        self._pending: dict[int, tuple[Body, Pending]] = {}
        self._appearing: list[Body] = []
        self._leaving: list[tuple[int, int]] = []  # uuid, reason
        self._messages: list[bytes] = []
        self._clock_due_ms = 0

    @property
    def server_ms(self) -> int:
        return self.now_ms + _SERVER_AHEAD_MS

    @property
    def local(self) -> Body:
        """The body of the player whose client this is. ValueError before there is one."""
        if self._local is None:
            raise ValueError("the world has no local player yet")
        return self._local

    # Bodies

    def add_player(self, body: Body, *, local: bool = False) -> Body:
        """Make a player known to the truth; `appear()` shows it. The local player is shown by entering a scene."""
        self.truth.players[body.uid] = PlayerTruth(body.uid, body.name, body.class_id)
        if local:
            self._local = body
            self.truth.local_uid = body.uid
        return body

    def new_uuid(self, kind: int, *, summoned: bool = False) -> int:
        return encode.uuid(next(self._uids), kind, summoned=summoned)

    def summon(self, owner: Body, config_id: int, skill_ids: tuple[int, ...], kind: int = ActorKind.PET) -> Body:
        """A body that fights for its owner (protocol.md 6, attribution), near it and in view."""
        body = Body(
            self.new_uuid(kind, summoned=True), config_id=config_id, owner=owner, skill_ids=skill_ids, x=owner.x
        )
        self.appear([body])
        return body

    def appear(self, bodies: Iterable[Body]) -> None:
        for body in bodies:
            self._appearing.append(body)
            self.visible[body.uuid] = body

    def leave(self, body: Body, reason: int = LEFT_VIEW) -> None:
        if self.visible.pop(body.uuid, None) is not None:
            self._leaving.append((body.uuid, reason))
            body.buffs.clear()
            body.shields.clear()

    def pending(self, body: Body) -> Pending:
        """What of this body waits for the next message; out of sight, nobody will hear of it."""
        known = self._pending.get(body.uuid)
        if known is not None:
            return known[1]
        pending = Pending()
        if body.uuid in self.visible:
            self._pending[body.uuid] = (body, pending)
        return pending

    def set(self, body: Body, attribute: Attribute, value: int) -> None:
        self.pending(body).attributes[attribute] = encode.attribute_int(value)

    def set_hp(self, body: Body, hp: int) -> None:
        """HP that come back by themselves: no heal, nothing the truth counts."""
        body.hp = hp
        self.set(body, Attribute.HP, hp)

    # Buffs

    def buff_on(self, host: Body, source: Body, base_id: int, duration_ms: int, layers: int = 1) -> Buff:
        """Put a buff on; it ends by itself. `duration_ms`: PERMANENT = until removed."""
        host.last_instance += 1
        until_ms = self.now_ms + duration_ms if duration_ms > 0 else 0
        buff = Buff(host.last_instance, base_id, layers, duration_ms, self.server_ms, source.uuid, until_ms)
        host.buffs[buff.instance] = buff
        self.pending(host).buff_on(buff, host, self.layout, self.server_ms)
        if until_ms:
            self.after(duration_ms, lambda: self._expire(host, buff))
        return buff

    def buff_layers(self, host: Body, buff: Buff, layers: int) -> None:
        buff.layers = layers
        self.pending(host).buff_layers(buff, host, self.layout, self.server_ms)

    def buff_off(self, host: Body, buff: Buff) -> None:
        if host.buffs.pop(buff.instance, None) is None:
            return
        self.pending(host).buff_off(buff, host, self.server_ms)
        if host.shields.pop(buff.instance, None) is not None:
            self.shields_changed(host)

    def shields_changed(self, body: Body) -> None:
        self.pending(body).attributes[Attribute.SHIELDS] = shield_list(body)

    def _expire(self, host: Body, buff: Buff) -> None:
        if host.buffs.get(buff.instance) is buff:
            self.buff_off(host, buff)

    # Time and messages

    def after(self, delay_ms: int, action: Callable[[], None]) -> None:
        """Let something happen at the first tick that is at least so much later."""
        heapq.heappush(self._actions, (self.now_ms + delay_ms, next(self._order), action))

    def say(self, method: Method, payload: bytes) -> None:
        """Send a message with the next tick, after the deltas."""
        self._messages.append(encode.notify(method, payload))

    def connect(self, greeting: list[bytes]) -> list[RawPacket]:
        """Log in at another server: what was in view is gone, and the greeting is the first FrameDown.

        ValueError where one is connected.
        """
        if self._session is not None:
            raise ValueError("disconnect first")
        self._session = self._open_session()
        self.visible = {self.local.uuid: self.local}
        packets = self._session.open(self.now_ms)
        packets += self._session.send([greeting], self.now_ms)
        self._clock_due_ms = self.now_ms + _CLOCK_EVERY_MS
        return packets

    def disconnect(self) -> list[RawPacket]:
        """Send what waits, and let the server say goodbye; then some time goes by. Nothing where nobody is."""
        if self._session is None:
            return []
        packets = self._session.send(self._collect(), self.now_ms) + self._session.close(self.now_ms)
        self._session = None
        self._advance(_LOADING_MS)
        return packets

    def tick(self, step_ms: int = TICK_MS) -> list[RawPacket]:
        """Send what waits, and let time pass. ValueError where nobody is connected."""
        if self._session is None:
            raise ValueError("connect first")
        packets = self._session.send(self._collect(), self.now_ms)
        self._advance(step_ms)
        return packets

    def _advance(self, step_ms: int) -> None:
        self._tick_ms += step_ms
        self.now_ms = self._tick_ms + self.rng.randint(0, min(_JITTER_MS, step_ms - 1))
        while self._actions and self._actions[0][0] <= self.now_ms:
            heapq.heappop(self._actions)[2]()

    def _collect(self) -> tuple[list[bytes], list[bytes], list[bytes]]:
        """What waits, as Notify frames: about everybody near, to the local player, and all that comes after."""
        near = self._clock() + self._appearances()
        local = self._pending.pop(self.local.uuid, None)
        message = b""
        for body, pending in self._pending.values():
            message += encode.field(1, pending.delta(body, self.layout))
            if len(message) > _DELTA_BYTES:
                near.append(encode.notify(Method.NEAR_DELTA, message))
                message = b""
        if message:
            near.append(encode.notify(Method.NEAR_DELTA, message))
        self._pending.clear()
        to_me = []
        if local is not None:
            delta = local[1].delta(self.local, self.layout)
            to_me = [encode.notify(Method.TO_ME_DELTA, deltas.to_me_delta(delta, self.local))]
        rest = self._messages + self._departures()
        self._messages = []
        return near, to_me, rest

    def _clock(self) -> list[bytes]:
        if self.now_ms < self._clock_due_ms:
            return []
        self._clock_due_ms = self.now_ms + _CLOCK_EVERY_MS
        time = world_pb2.ServerTime(client_ms=self.now_ms - 25, server_ms=self.server_ms)
        return [encode.notify(Method.SERVER_TIME, time.SerializeToString())]

    def _appearances(self) -> list[bytes]:
        if not self._appearing:
            return []
        message = entity_pb2.SyncNearEntities(appear=[deltas.entity(body) for body in self._appearing])
        for body in self._appearing:
            # The picture already holds what changed since; damages cannot have happened to somebody out of sight.
            known = self._pending.get(body.uuid)
            if known is not None and not known[1].damages:
                del self._pending[body.uuid]
        self._appearing = []
        return [encode.notify(Method.ENTITIES, message.SerializeToString())]

    def _departures(self) -> list[bytes]:
        if not self._leaving:
            return []
        gone = [entity_pb2.DisappearEntity(uuid=uuid, type=reason) for uuid, reason in self._leaving]
        self._leaving = []
        return [encode.notify(Method.ENTITIES, entity_pb2.SyncNearEntities(disappear=gone).SerializeToString())]
