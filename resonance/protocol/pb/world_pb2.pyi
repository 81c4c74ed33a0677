from resonance.protocol.pb import entity_pb2 as _entity_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class EnterSceneInfo(_message.Message):
    __slots__ = ("scene_attrs", "player")
    SCENE_ATTRS_FIELD_NUMBER: _ClassVar[int]
    PLAYER_FIELD_NUMBER: _ClassVar[int]
    scene_attrs: _entity_pb2.AttrCollection
    player: _entity_pb2.Entity
    def __init__(self, scene_attrs: _Optional[_Union[_entity_pb2.AttrCollection, _Mapping]] = ..., player: _Optional[_Union[_entity_pb2.Entity, _Mapping]] = ...) -> None: ...

class EnterScene(_message.Message):
    __slots__ = ("info",)
    INFO_FIELD_NUMBER: _ClassVar[int]
    info: EnterSceneInfo
    def __init__(self, info: _Optional[_Union[EnterSceneInfo, _Mapping]] = ...) -> None: ...

class LooseSceneInfo(_message.Message):
    __slots__ = ("scene_attrs", "player")
    SCENE_ATTRS_FIELD_NUMBER: _ClassVar[int]
    PLAYER_FIELD_NUMBER: _ClassVar[int]
    scene_attrs: bytes
    player: bytes
    def __init__(self, scene_attrs: _Optional[bytes] = ..., player: _Optional[bytes] = ...) -> None: ...

class CharBase(_message.Message):
    __slots__ = ("char_id", "name", "fight_point")
    CHAR_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    FIGHT_POINT_FIELD_NUMBER: _ClassVar[int]
    char_id: int
    name: bytes
    fight_point: int
    def __init__(self, char_id: _Optional[int] = ..., name: _Optional[bytes] = ..., fight_point: _Optional[int] = ...) -> None: ...

class SceneData(_message.Message):
    __slots__ = ("map_id", "level_map_id", "line_id")
    MAP_ID_FIELD_NUMBER: _ClassVar[int]
    LEVEL_MAP_ID_FIELD_NUMBER: _ClassVar[int]
    LINE_ID_FIELD_NUMBER: _ClassVar[int]
    map_id: int
    level_map_id: int
    line_id: int
    def __init__(self, map_id: _Optional[int] = ..., level_map_id: _Optional[int] = ..., line_id: _Optional[int] = ...) -> None: ...

class UserFightAttr(_message.Message):
    __slots__ = ("cur_hp", "max_hp")
    CUR_HP_FIELD_NUMBER: _ClassVar[int]
    MAX_HP_FIELD_NUMBER: _ClassVar[int]
    cur_hp: int
    max_hp: int
    def __init__(self, cur_hp: _Optional[int] = ..., max_hp: _Optional[int] = ...) -> None: ...

class RoleLevel(_message.Message):
    __slots__ = ("level",)
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    level: int
    def __init__(self, level: _Optional[int] = ...) -> None: ...

class ProfessionList(_message.Message):
    __slots__ = ("current",)
    CURRENT_FIELD_NUMBER: _ClassVar[int]
    current: int
    def __init__(self, current: _Optional[int] = ...) -> None: ...

class CharSerialize(_message.Message):
    __slots__ = ("char_id", "base", "scene", "fight", "level", "profession")
    CHAR_ID_FIELD_NUMBER: _ClassVar[int]
    BASE_FIELD_NUMBER: _ClassVar[int]
    SCENE_FIELD_NUMBER: _ClassVar[int]
    FIGHT_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    PROFESSION_FIELD_NUMBER: _ClassVar[int]
    char_id: int
    base: CharBase
    scene: SceneData
    fight: UserFightAttr
    level: RoleLevel
    profession: ProfessionList
    def __init__(self, char_id: _Optional[int] = ..., base: _Optional[_Union[CharBase, _Mapping]] = ..., scene: _Optional[_Union[SceneData, _Mapping]] = ..., fight: _Optional[_Union[UserFightAttr, _Mapping]] = ..., level: _Optional[_Union[RoleLevel, _Mapping]] = ..., profession: _Optional[_Union[ProfessionList, _Mapping]] = ...) -> None: ...

class SyncContainerData(_message.Message):
    __slots__ = ("data",)
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: CharSerialize
    def __init__(self, data: _Optional[_Union[CharSerialize, _Mapping]] = ...) -> None: ...

class DirtyBlob(_message.Message):
    __slots__ = ("data",)
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: bytes
    def __init__(self, data: _Optional[bytes] = ...) -> None: ...

class SyncDirtyData(_message.Message):
    __slots__ = ("blob",)
    BLOB_FIELD_NUMBER: _ClassVar[int]
    blob: DirtyBlob
    def __init__(self, blob: _Optional[_Union[DirtyBlob, _Mapping]] = ...) -> None: ...

class DungeonFlow(_message.Message):
    __slots__ = ("state", "result")
    STATE_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    state: int
    result: int
    def __init__(self, state: _Optional[int] = ..., result: _Optional[int] = ...) -> None: ...

class DungeonTarget(_message.Message):
    __slots__ = ("target_id", "nums", "complete")
    TARGET_ID_FIELD_NUMBER: _ClassVar[int]
    NUMS_FIELD_NUMBER: _ClassVar[int]
    COMPLETE_FIELD_NUMBER: _ClassVar[int]
    target_id: int
    nums: int
    complete: int
    def __init__(self, target_id: _Optional[int] = ..., nums: _Optional[int] = ..., complete: _Optional[int] = ...) -> None: ...

class DungeonTargets(_message.Message):
    __slots__ = ("targets",)
    class TargetsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: int
        value: DungeonTarget
        def __init__(self, key: _Optional[int] = ..., value: _Optional[_Union[DungeonTarget, _Mapping]] = ...) -> None: ...
    TARGETS_FIELD_NUMBER: _ClassVar[int]
    targets: _containers.MessageMap[int, DungeonTarget]
    def __init__(self, targets: _Optional[_Mapping[int, DungeonTarget]] = ...) -> None: ...

class DungeonSettlement(_message.Message):
    __slots__ = ("pass_time", "master_mode_score")
    PASS_TIME_FIELD_NUMBER: _ClassVar[int]
    MASTER_MODE_SCORE_FIELD_NUMBER: _ClassVar[int]
    pass_time: int
    master_mode_score: int
    def __init__(self, pass_time: _Optional[int] = ..., master_mode_score: _Optional[int] = ...) -> None: ...

class DungeonSceneInfo(_message.Message):
    __slots__ = ("difficulty",)
    DIFFICULTY_FIELD_NUMBER: _ClassVar[int]
    difficulty: int
    def __init__(self, difficulty: _Optional[int] = ...) -> None: ...

class DungeonSyncData(_message.Message):
    __slots__ = ("scene_uuid", "flow", "target", "settlement", "scene")
    SCENE_UUID_FIELD_NUMBER: _ClassVar[int]
    FLOW_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    SETTLEMENT_FIELD_NUMBER: _ClassVar[int]
    SCENE_FIELD_NUMBER: _ClassVar[int]
    scene_uuid: int
    flow: DungeonFlow
    target: DungeonTargets
    settlement: DungeonSettlement
    scene: DungeonSceneInfo
    def __init__(self, scene_uuid: _Optional[int] = ..., flow: _Optional[_Union[DungeonFlow, _Mapping]] = ..., target: _Optional[_Union[DungeonTargets, _Mapping]] = ..., settlement: _Optional[_Union[DungeonSettlement, _Mapping]] = ..., scene: _Optional[_Union[DungeonSceneInfo, _Mapping]] = ...) -> None: ...

class SyncDungeonData(_message.Message):
    __slots__ = ("data",)
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: DungeonSyncData
    def __init__(self, data: _Optional[_Union[DungeonSyncData, _Mapping]] = ...) -> None: ...

class NotifyReviveUser(_message.Message):
    __slots__ = ("actor_uuid",)
    ACTOR_UUID_FIELD_NUMBER: _ClassVar[int]
    actor_uuid: int
    def __init__(self, actor_uuid: _Optional[int] = ...) -> None: ...

class ServerTime(_message.Message):
    __slots__ = ("client_ms", "server_ms")
    CLIENT_MS_FIELD_NUMBER: _ClassVar[int]
    SERVER_MS_FIELD_NUMBER: _ClassVar[int]
    client_ms: int
    server_ms: int
    def __init__(self, client_ms: _Optional[int] = ..., server_ms: _Optional[int] = ...) -> None: ...
