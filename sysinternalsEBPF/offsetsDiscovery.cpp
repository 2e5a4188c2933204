#include "offsetsDiscovery.h"
#include "failure.h"
namespace sysinternals { Offsets discoverOffsets() { throw Failure(TELEMETRY_NO_OFFSETS, "not yet"); } }
