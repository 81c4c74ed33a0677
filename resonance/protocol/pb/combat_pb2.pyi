from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Position(_message.Message):
    __slots__ = ("x", "y", "z")
    X_FIELD_NUMBER: _ClassVar[int]
    Y_FIELD_NUMBER: _ClassVar[int]
    Z_FIELD_NUMBER: _ClassVar[int]
    x: float
    y: float
    z: float
    def __init__(self, x: _Optional[float] = ..., y: _Optional[float] = ..., z: _Optional[float] = ...) -> None: ...

class Weight(_message.Message):
    __slots__ = ("x", "y")
    X_FIELD_NUMBER: _ClassVar[int]
    Y_FIELD_NUMBER: _ClassVar[int]
    x: float
    y: float
    def __init__(self, x: _Optional[float] = ..., y: _Optional[float] = ...) -> None: ...

class DamagePart(_message.Message):
    __slots__ = ("part_id", "damage_pos", "damage_val")
    PART_ID_FIELD_NUMBER: _ClassVar[int]
    DAMAGE_POS_FIELD_NUMBER: _ClassVar[int]
    DAMAGE_VAL_FIELD_NUMBER: _ClassVar[int]
    part_id: int
    damage_pos: Position
    damage_val: int
    def __init__(self, part_id: _Optional[int] = ..., damage_pos: _Optional[_Union[Position, _Mapping]] = ..., damage_val: _Optional[int] = ...) -> None: ...

class DamageInfo(_message.Message):
    __slots__ = ("damage_source", "is_miss", "is_crit", "type", "type_flag", "value", "actual_value", "lucky_value", "hp_lessen", "shield_lessen", "attacker_uuid", "owner_id", "owner_level", "owner_stage", "hit_event_id", "is_normal", "is_dead", "element", "damage_pos", "part_infos", "top_summoner_id", "damage_weight", "passive_uuid", "is_rainbow", "damage_mode")
    DAMAGE_SOURCE_FIELD_NUMBER: _ClassVar[int]
    IS_MISS_FIELD_NUMBER: _ClassVar[int]
    IS_CRIT_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    TYPE_FLAG_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    ACTUAL_VALUE_FIELD_NUMBER: _ClassVar[int]
    LUCKY_VALUE_FIELD_NUMBER: _ClassVar[int]
    HP_LESSEN_FIELD_NUMBER: _ClassVar[int]
    SHIELD_LESSEN_FIELD_NUMBER: _ClassVar[int]
    ATTACKER_UUID_FIELD_NUMBER: _ClassVar[int]
    OWNER_ID_FIELD_NUMBER: _ClassVar[int]
    OWNER_LEVEL_FIELD_NUMBER: _ClassVar[int]
    OWNER_STAGE_FIELD_NUMBER: _ClassVar[int]
    HIT_EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    IS_NORMAL_FIELD_NUMBER: _ClassVar[int]
    IS_DEAD_FIELD_NUMBER: _ClassVar[int]
    ELEMENT_FIELD_NUMBER: _ClassVar[int]
    DAMAGE_POS_FIELD_NUMBER: _ClassVar[int]
    PART_INFOS_FIELD_NUMBER: _ClassVar[int]
    TOP_SUMMONER_ID_FIELD_NUMBER: _ClassVar[int]
    DAMAGE_WEIGHT_FIELD_NUMBER: _ClassVar[int]
    PASSIVE_UUID_FIELD_NUMBER: _ClassVar[int]
    IS_RAINBOW_FIELD_NUMBER: _ClassVar[int]
    DAMAGE_MODE_FIELD_NUMBER: _ClassVar[int]
    damage_source: int
    is_miss: bool
    is_crit: bool
    type: int
    type_flag: int
    value: int
    actual_value: int
    lucky_value: int
    hp_lessen: int
    shield_lessen: int
    attacker_uuid: int
    owner_id: int
    owner_level: int
    owner_stage: int
    hit_event_id: int
    is_normal: bool
    is_dead: bool
    element: int
    damage_pos: Position
    part_infos: _containers.RepeatedCompositeFieldContainer[DamagePart]
    top_summoner_id: int
    damage_weight: Weight
    passive_uuid: int
    is_rainbow: bool
    damage_mode: int
    def __init__(self, damage_source: _Optional[int] = ..., is_miss: _Optional[bool] = ..., is_crit: _Optional[bool] = ..., type: _Optional[int] = ..., type_flag: _Optional[int] = ..., value: _Optional[int] = ..., actual_value: _Optional[int] = ..., lucky_value: _Optional[int] = ..., hp_lessen: _Optional[int] = ..., shield_lessen: _Optional[int] = ..., attacker_uuid: _Optional[int] = ..., owner_id: _Optional[int] = ..., owner_level: _Optional[int] = ..., owner_stage: _Optional[int] = ..., hit_event_id: _Optional[int] = ..., is_normal: _Optional[bool] = ..., is_dead: _Optional[bool] = ..., element: _Optional[int] = ..., damage_pos: _Optional[_Union[Position, _Mapping]] = ..., part_infos: _Optional[_Iterable[_Union[DamagePart, _Mapping]]] = ..., top_summoner_id: _Optional[int] = ..., damage_weight: _Optional[_Union[Weight, _Mapping]] = ..., passive_uuid: _Optional[int] = ..., is_rainbow: _Optional[bool] = ..., damage_mode: _Optional[int] = ...) -> None: ...

class SkillEffect(_message.Message):
    __slots__ = ("uuid", "damages")
    UUID_FIELD_NUMBER: _ClassVar[int]
    DAMAGES_FIELD_NUMBER: _ClassVar[int]
    uuid: int
    damages: _containers.RepeatedCompositeFieldContainer[DamageInfo]
    def __init__(self, uuid: _Optional[int] = ..., damages: _Optional[_Iterable[_Union[DamageInfo, _Mapping]]] = ...) -> None: ...

class Delta(_message.Message):
    __slots__ = ("uuid", "attrs", "skill_effects", "buffs_10", "buffs_11")
    UUID_FIELD_NUMBER: _ClassVar[int]
    ATTRS_FIELD_NUMBER: _ClassVar[int]
    SKILL_EFFECTS_FIELD_NUMBER: _ClassVar[int]
    BUFFS_10_FIELD_NUMBER: _ClassVar[int]
    BUFFS_11_FIELD_NUMBER: _ClassVar[int]
    uuid: int
    attrs: bytes
    skill_effects: SkillEffect
    buffs_10: bytes
    buffs_11: _containers.RepeatedScalarFieldContainer[bytes]
    def __init__(self, uuid: _Optional[int] = ..., attrs: _Optional[bytes] = ..., skill_effects: _Optional[_Union[SkillEffect, _Mapping]] = ..., buffs_10: _Optional[bytes] = ..., buffs_11: _Optional[_Iterable[bytes]] = ...) -> None: ...

class SyncNearDeltaInfo(_message.Message):
    __slots__ = ("deltas",)
    DELTAS_FIELD_NUMBER: _ClassVar[int]
    deltas: _containers.RepeatedCompositeFieldContainer[Delta]
    def __init__(self, deltas: _Optional[_Iterable[_Union[Delta, _Mapping]]] = ...) -> None: ...

class ToMeDelta(_message.Message):
    __slots__ = ("base_delta", "uuid")
    BASE_DELTA_FIELD_NUMBER: _ClassVar[int]
    UUID_FIELD_NUMBER: _ClassVar[int]
    base_delta: Delta
    uuid: int
    def __init__(self, base_delta: _Optional[_Union[Delta, _Mapping]] = ..., uuid: _Optional[int] = ...) -> None: ...

class SyncToMeDeltaInfo(_message.Message):
    __slots__ = ("delta",)
    DELTA_FIELD_NUMBER: _ClassVar[int]
    delta: ToMeDelta
    def __init__(self, delta: _Optional[_Union[ToMeDelta, _Mapping]] = ...) -> None: ...

class LooseList(_message.Message):
    __slots__ = ("items",)
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedScalarFieldContainer[bytes]
    def __init__(self, items: _Optional[_Iterable[bytes]] = ...) -> None: ...

class LooseDelta(_message.Message):
    __slots__ = ("uuid", "attrs", "skill_effects", "buffs_10", "buffs_11")
    UUID_FIELD_NUMBER: _ClassVar[int]
    ATTRS_FIELD_NUMBER: _ClassVar[int]
    SKILL_EFFECTS_FIELD_NUMBER: _ClassVar[int]
    BUFFS_10_FIELD_NUMBER: _ClassVar[int]
    BUFFS_11_FIELD_NUMBER: _ClassVar[int]
    uuid: int
    attrs: bytes
    skill_effects: bytes
    buffs_10: bytes
    buffs_11: _containers.RepeatedScalarFieldContainer[bytes]
    def __init__(self, uuid: _Optional[int] = ..., attrs: _Optional[bytes] = ..., skill_effects: _Optional[bytes] = ..., buffs_10: _Optional[bytes] = ..., buffs_11: _Optional[_Iterable[bytes]] = ...) -> None: ...

class LooseEntity(_message.Message):
    __slots__ = ("uuid", "attrs", "buff_infos")
    UUID_FIELD_NUMBER: _ClassVar[int]
    ATTRS_FIELD_NUMBER: _ClassVar[int]
    BUFF_INFOS_FIELD_NUMBER: _ClassVar[int]
    uuid: int
    attrs: bytes
    buff_infos: bytes
    def __init__(self, uuid: _Optional[int] = ..., attrs: _Optional[bytes] = ..., buff_infos: _Optional[bytes] = ...) -> None: ...

class LooseSecond(_message.Message):
    __slots__ = ("uuid", "items")
    UUID_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    uuid: int
    items: _containers.RepeatedScalarFieldContainer[bytes]
    def __init__(self, uuid: _Optional[int] = ..., items: _Optional[_Iterable[bytes]] = ...) -> None: ...

class LooseToMe(_message.Message):
    __slots__ = ("base_delta", "uuid")
    BASE_DELTA_FIELD_NUMBER: _ClassVar[int]
    UUID_FIELD_NUMBER: _ClassVar[int]
    base_delta: bytes
    uuid: int
    def __init__(self, base_delta: _Optional[bytes] = ..., uuid: _Optional[int] = ...) -> None: ...
