/* Stands in for WinDivert64.dll in tests: the functions that pydivert calls, without a driver.
 *
 *   x86_64-w64-mingw32-gcc -O2 -shared -static-libgcc -o WinDivert64.dll stand_in_windivert.c
 *
 * What it does is told by environment variables:
 *   STAND_IN_PCAP    a recording to play: classic .pcap, little endian, microseconds, of Ethernet or bare IP
 *   STAND_IN_SPEED   how many times faster than recorded; 0 or none = as fast as it is read
 *   STAND_IN_ERROR   WinDivertOpen fails with this Windows error
 *   STAND_IN_STOP    WinDivertRecv fails with this Windows error once the recording is over, in place of waiting
 *   STAND_IN_USERS   process ids, "12,34", that the reflect layer tells of
 *   STAND_IN_LOG     a file that gets a line for each call that opens, ends or sends
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define EXPORT __declspec(dllexport)
#define LAYER_REFLECT 4
#define EVENT_REFLECT_OPEN 8
#define PCAP_HEADER 24
#define ETHERNET_HEADER 14
#define MOST_USERS 16

typedef struct {
    INT64 timestamp; /* of QueryPerformanceCounter */
    UINT32 layer : 8, event : 8, flags : 16;
    UINT32 reserved;
    union {
        UINT8 bytes[64];
        struct {
            INT64 timestamp;
            UINT32 process_id, layer;
            UINT64 flags;
            INT16 priority;
        } reflect;
    } data;
} Address;

typedef struct {
    UINT32 seconds, microseconds, captured, length;
} Record;

typedef struct {
    int layer;
    FILE *file;      /* NULL = there is nothing to play */
    UINT skip;       /* bytes before the IP header */
    double speed;
    INT64 first_us;  /* of the recording; 0 = no packet yet */
    INT64 began_us;  /* of our clock, at the first packet */
    HANDLE ended;    /* set by WinDivertShutdown and WinDivertClose */
    UINT32 users[MOST_USERS];
    int user_count, user;
} Handle;

static BOOL variable(const char *name, char *value, DWORD size) {
    DWORD length = GetEnvironmentVariableA(name, value, size);
    return length > 0 && length < size;
}

static void note(const char *format, ...) {
    char path[MAX_PATH];
    if (!variable("STAND_IN_LOG", path, sizeof path)) return;
    FILE *log = fopen(path, "a");
    if (!log) return;
    va_list arguments;
    va_start(arguments, format);
    vfprintf(log, format, arguments);
    va_end(arguments);
    fputc('\n', log);
    fclose(log);
}

static BOOL fail(DWORD error) {
    SetLastError(error);
    return FALSE;
}

static INT64 clock_ticks(void) {
    LARGE_INTEGER ticks;
    QueryPerformanceCounter(&ticks);
    return ticks.QuadPart;
}

static INT64 clock_us(void) {
    LARGE_INTEGER per_second;
    QueryPerformanceFrequency(&per_second);
    return (INT64)((double)clock_ticks() * 1e6 / (double)per_second.QuadPart);
}

static void open_recording(Handle *handle) {
    char path[MAX_PATH], speed[32];
    unsigned char header[PCAP_HEADER];
    if (!variable("STAND_IN_PCAP", path, sizeof path)) return;
    handle->file = fopen(path, "rb");
    if (!handle->file || fread(header, 1, PCAP_HEADER, handle->file) != PCAP_HEADER) return;
    handle->skip = header[20] == 1 ? ETHERNET_HEADER : 0;
    handle->speed = variable("STAND_IN_SPEED", speed, sizeof speed) ? atof(speed) : 0;
}

static void read_users(Handle *handle) {
    char text[256];
    if (!variable("STAND_IN_USERS", text, sizeof text)) return;
    for (char *part = strtok(text, ","); part && handle->user_count < MOST_USERS; part = strtok(NULL, ","))
        handle->users[handle->user_count++] = (UINT32)atoi(part);
}

EXPORT HANDLE WinDivertOpen(const char *filter, int layer, INT16 priority, UINT64 flags) {
    char error[32];
    note("open layer=%d priority=%d flags=%d filter=%s", layer, priority, (int)flags, filter);
    if (variable("STAND_IN_ERROR", error, sizeof error)) {
        fail((DWORD)atoi(error));
        return INVALID_HANDLE_VALUE;
    }
    Handle *handle = calloc(1, sizeof *handle);
    handle->layer = layer;
    handle->ended = CreateEventA(NULL, TRUE, FALSE, NULL);
    if (layer == LAYER_REFLECT)
        read_users(handle);
    else
        open_recording(handle);
    return handle;
}

static BOOL receive_user(Handle *handle, UINT *length, Address *address) {
    if (handle->user == handle->user_count) {
        WaitForSingleObject(handle->ended, INFINITE);
        return fail(ERROR_NO_DATA);
    }
    address->event = EVENT_REFLECT_OPEN;
    address->data.reflect.process_id = handle->users[handle->user++];
    *length = 0;
    return TRUE;
}

/* Waits until the packet is due. FALSE = shut down meanwhile. */
static BOOL wait_for_due(Handle *handle, const Record *record) {
    INT64 at_us = (INT64)record->seconds * 1000000 + record->microseconds;
    if (!handle->first_us) {
        handle->first_us = at_us;
        handle->began_us = clock_us();
    }
    double wait_us = 0;
    if (handle->speed > 0)
        wait_us = (double)(at_us - handle->first_us) / handle->speed - (double)(clock_us() - handle->began_us);
    DWORD wait_ms = wait_us > 0 ? (DWORD)(wait_us / 1000) : 0;
    return WaitForSingleObject(handle->ended, wait_ms) == WAIT_TIMEOUT;
}

EXPORT BOOL WinDivertRecv(Handle *handle, void *packet, UINT size, UINT *length, Address *address) {
    Record record;
    char error[32];
    memset(address, 0, sizeof *address);
    address->layer = (UINT32)handle->layer;
    if (handle->layer == LAYER_REFLECT) return receive_user(handle, length, address);
    while (handle->file && fread(&record, sizeof record, 1, handle->file) == 1) {
        UINT8 *bytes = malloc(record.captured + 1);
        BOOL whole = fread(bytes, 1, record.captured, handle->file) == record.captured;
        BOOL fits = whole && record.captured > handle->skip && record.captured - handle->skip <= size;
        if (!wait_for_due(handle, &record)) {
            free(bytes);
            return fail(ERROR_NO_DATA);
        }
        if (fits) {
            *length = record.captured - handle->skip;
            memcpy(packet, bytes + handle->skip, *length);
            address->timestamp = clock_ticks();
        }
        free(bytes);
        if (fits) return TRUE;
    }
    if (variable("STAND_IN_STOP", error, sizeof error)) return fail((DWORD)atoi(error));
    WaitForSingleObject(handle->ended, INFINITE);
    return fail(ERROR_NO_DATA);
}

EXPORT BOOL WinDivertShutdown(Handle *handle, int how) {
    note("shutdown %d", how);
    SetEvent(handle->ended);
    return TRUE;
}

EXPORT BOOL WinDivertClose(Handle *handle) {
    note("close");
    SetEvent(handle->ended); /* the rest stays: a read of another thread may be under way */
    return TRUE;
}

EXPORT BOOL WinDivertSend(Handle *handle, void *packet, UINT size, UINT *sent, Address *address) {
    note("send");
    return fail(ERROR_ACCESS_DENIED);
}

EXPORT BOOL WinDivertSendEx(Handle *handle, void *packet, UINT size, UINT *sent, UINT64 flags, Address *address,
                            UINT address_size, void *overlapped) {
    note("send");
    return fail(ERROR_ACCESS_DENIED);
}

EXPORT BOOL WinDivertRecvEx(Handle *handle, void *packet, UINT size, UINT *length, UINT64 flags, Address *address,
                            UINT *address_size, void *overlapped) {
    note("recv with overlapped I/O");
    return fail(ERROR_INVALID_PARAMETER);
}

EXPORT BOOL WinDivertSetParam(Handle *handle, int parameter, UINT64 value) {
    note("set %d=%d", parameter, (int)value);
    return TRUE;
}

EXPORT BOOL WinDivertGetParam(Handle *handle, int parameter, UINT64 *value) {
    *value = 0;
    return TRUE;
}

EXPORT BOOL WinDivertHelperCompileFilter(const char *filter, int layer, char *object, UINT size, const char **error,
                                         UINT *position) {
    if (error) *error = "No error";
    if (position) *position = 0;
    return TRUE;
}

/* pydivert looks these up, and this program calls none of them. */
EXPORT BOOL WinDivertHelperEvalFilter(void) { return FALSE; }
EXPORT BOOL WinDivertHelperParsePacket(void) { return FALSE; }
EXPORT BOOL WinDivertHelperParseIPv4Address(void) { return FALSE; }
EXPORT BOOL WinDivertHelperParseIPv6Address(void) { return FALSE; }
EXPORT BOOL WinDivertHelperCalcChecksums(void) { return FALSE; }
