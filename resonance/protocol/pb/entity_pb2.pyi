from resonance.protocol.pb import buff_pb2 as _buff_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Attr(_message.Message):
    __slots__ = ("id", "raw_data")
    ID_FIELD_NUMBER: _ClassVar[int]
    RAW_DATA_FIELD_NUMBER: _ClassVar[int]
    id: int
    raw_data: bytes
    def __init__(self, id: _Optional[int] = ..., raw_data: _Optional[bytes] = ...) -> None: ...

class AttrCollection(_message.Message):
    __slots__ = ("uuid", "attrs")
    UUID_FIELD_NUMBER: _ClassVar[int]
    ATTRS_FIELD_NUMBER: _ClassVar[int]
    uuid: int
    attrs: _containers.RepeatedCompositeFieldContainer[Attr]
    def __init__(self, uuid: _Optional[int] = ..., attrs: _Optional[_Iterable[_Union[Attr, _Mapping]]] = ...) -> None: ...

class SkillLevel(_message.Message):
    __slots__ = ("skill_id", "level", "remodel_tier")
    SKILL_ID_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    REMODEL_TIER_FIELD_NUMBER: _ClassVar[int]
    skill_id: int
    level: int
    remodel_tier: int
    def __init__(self, skill_id: _Optional[int] = ..., level: _Optional[int] = ..., remodel_tier: _Optional[int] = ...) -> None: ...

class SkillLevelList(_message.Message):
    __slots__ = ("items",)
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[SkillLevel]
    def __init__(self, items: _Optional[_Iterable[_Union[SkillLevel, _Mapping]]] = ...) -> None: ...

class Shield(_message.Message):
    __slots__ = ("buff_uuid", "shield_type", "value", "initial", "max")
    BUFF_UUID_FIELD_NUMBER: _ClassVar[int]
    SHIELD_TYPE_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    INITIAL_FIELD_NUMBER: _ClassVar[int]
    MAX_FIELD_NUMBER: _ClassVar[int]
    buff_uuid: int
    shield_type: int
    value: int
    initial: int
    max: int
    def __init__(self, buff_uuid: _Optional[int] = ..., shield_type: _Optional[int] = ..., value: _Optional[int] = ..., initial: _Optional[int] = ..., max: _Optional[int] = ...) -> None: ...

class ShieldList(_message.Message):
    __slots__ = ("items",)
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[Shield]
    def __init__(self, items: _Optional[_Iterable[_Union[Shield, _Mapping]]] = ...) -> None: ...

class Entity(_message.Message):
    __slots__ = ("uuid", "ent_type", "attrs", "buff_infos")
    UUID_FIELD_NUMBER: _ClassVar[int]
    ENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    ATTRS_FIELD_NUMBER: _ClassVar[int]
    BUFF_INFOS_FIELD_NUMBER: _ClassVar[int]
    uuid: int
    ent_type: int
    attrs: AttrCollection
    buff_infos: _buff_pb2.BuffInfoSync
    def __init__(self, uuid: _Optional[int] = ..., ent_type: _Optional[int] = ..., attrs: _Optional[_Union[AttrCollection, _Mapping]] = ..., buff_infos: _Optional[_Union[_buff_pb2.BuffInfoSync, _Mapping]] = ...) -> None: ...

class DisappearEntity(_message.Message):
    __slots__ = ("uuid", "type")
    UUID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    uuid: int
    type: int
    def __init__(self, uuid: _Optional[int] = ..., type: _Optional[int] = ...) -> None: ...

class SyncNearEntities(_message.Message):
    __slots__ = ("appear", "disappear")
    APPEAR_FIELD_NUMBER: _ClassVar[int]
    DISAPPEAR_FIELD_NUMBER: _ClassVar[int]
    appear: _containers.RepeatedCompositeFieldContainer[Entity]
    disappear: _containers.RepeatedCompositeFieldContainer[DisappearEntity]
    def __init__(self, appear: _Optional[_Iterable[_Union[Entity, _Mapping]]] = ..., disappear: _Optional[_Iterable[_Union[DisappearEntity, _Mapping]]] = ...) -> None: ...
