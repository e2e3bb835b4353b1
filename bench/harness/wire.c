#include "bench/harness/wire.h"

#include "bench/base/stream.h"

bool fl_message_send(int descriptor, fl_message message, const void *payload, size_t bytes)
{
    message.bytes = (uint32_t)bytes;
    return fl_write_exactly(descriptor, &message, sizeof message) &&
           fl_write_exactly(descriptor, payload, bytes);
}
