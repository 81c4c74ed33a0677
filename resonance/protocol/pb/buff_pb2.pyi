from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class BuffSource(_message.Message):
    __slots__ = ("type", "config_id")
    TYPE_FIELD_NUMBER: _ClassVar[int]
    CONFIG_ID_FIELD_NUMBER: _ClassVar[int]
    type: int
    config_id: int
    def __init__(self, type: _Optional[int] = ..., config_id: _Optional[int] = ...) -> None: ...

class BuffInfo(_message.Message):
    __slots__ = ("buff_uuid", "base_id", "level", "host_uuid", "create_time", "fire_uuid", "layer", "count", "duration", "source")
    BUFF_UUID_FIELD_NUMBER: _ClassVar[int]
    BASE_ID_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    HOST_UUID_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    FIRE_UUID_FIELD_NUMBER: _ClassVar[int]
    LAYER_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    DURATION_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    buff_uuid: int
    base_id: int
    level: int
    host_uuid: int
    create_time: int
    fire_uuid: int
    layer: int
    count: int
    duration: int
    source: BuffSource
    def __init__(self, buff_uuid: _Optional[int] = ..., base_id: _Optional[int] = ..., level: _Optional[int] = ..., host_uuid: _Optional[int] = ..., create_time: _Optional[int] = ..., fire_uuid: _Optional[int] = ..., layer: _Optional[int] = ..., count: _Optional[int] = ..., duration: _Optional[int] = ..., source: _Optional[_Union[BuffSource, _Mapping]] = ...) -> None: ...

class BuffInfoSync(_message.Message):
    __slots__ = ("uuid", "buffs")
    UUID_FIELD_NUMBER: _ClassVar[int]
    BUFFS_FIELD_NUMBER: _ClassVar[int]
    uuid: int
    buffs: _containers.RepeatedCompositeFieldContainer[BuffInfo]
    def __init__(self, uuid: _Optional[int] = ..., buffs: _Optional[_Iterable[_Union[BuffInfo, _Mapping]]] = ...) -> None: ...

class BuffLogic(_message.Message):
    __slots__ = ("effect_type", "raw_data")
    EFFECT_TYPE_FIELD_NUMBER: _ClassVar[int]
    RAW_DATA_FIELD_NUMBER: _ClassVar[int]
    effect_type: int
    raw_data: bytes
    def __init__(self, effect_type: _Optional[int] = ..., raw_data: _Optional[bytes] = ...) -> None: ...

class BuffEffect(_message.Message):
    __slots__ = ("type", "buff_uuid", "host_uuid", "trigger_time", "logic")
    TYPE_FIELD_NUMBER: _ClassVar[int]
    BUFF_UUID_FIELD_NUMBER: _ClassVar[int]
    HOST_UUID_FIELD_NUMBER: _ClassVar[int]
    TRIGGER_TIME_FIELD_NUMBER: _ClassVar[int]
    LOGIC_FIELD_NUMBER: _ClassVar[int]
    type: int
    buff_uuid: int
    host_uuid: int
    trigger_time: int
    logic: _containers.RepeatedCompositeFieldContainer[BuffLogic]
    def __init__(self, type: _Optional[int] = ..., buff_uuid: _Optional[int] = ..., host_uuid: _Optional[int] = ..., trigger_time: _Optional[int] = ..., logic: _Optional[_Iterable[_Union[BuffLogic, _Mapping]]] = ...) -> None: ...

class BuffEffectSync(_message.Message):
    __slots__ = ("uuid", "effects")
    UUID_FIELD_NUMBER: _ClassVar[int]
    EFFECTS_FIELD_NUMBER: _ClassVar[int]
    uuid: int
    effects: _containers.RepeatedCompositeFieldContainer[BuffEffect]
    def __init__(self, uuid: _Optional[int] = ..., effects: _Optional[_Iterable[_Union[BuffEffect, _Mapping]]] = ...) -> None: ...

class BuffLayers(_message.Message):
    __slots__ = ("layer",)
    LAYER_FIELD_NUMBER: _ClassVar[int]
    layer: int
    def __init__(self, layer: _Optional[int] = ...) -> None: ...

class BuffPatch(_message.Message):
    __slots__ = ("layer", "duration", "create_time")
    LAYER_FIELD_NUMBER: _ClassVar[int]
    DURATION_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    layer: int
    duration: int
    create_time: int
    def __init__(self, layer: _Optional[int] = ..., duration: _Optional[int] = ..., create_time: _Optional[int] = ...) -> None: ...
