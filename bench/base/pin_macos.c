/* macOS binds no thread to a CPU. The nearest is a class of quality of service: the scheduler gives the quickest cores to
 * what a user waits for. Compiled against Apple's headers; it was never run. */
#include "bench/base/pin.h"

#include <stdio.h>

#include "bench/base/system.h"

fl_status fl_pin_to(int cpu, fl_pin *pin, fl_error *error)
{
    *pin = (fl_pin){.cpu = -1};
    if (cpu != FL_PIN_ANY)
        return fl_fail(error, FL_UNABLE,
                       "cannot pin to CPU %d: macOS binds no thread to a CPU; run with --no-pin", cpu);
    fl_system_ask_for_quick_cores();
    snprintf(pin->reason, sizeof pin->reason,
             "macOS binds no thread to a CPU; it was asked for its quickest cores");
    return FL_OK;
}

void fl_unpin(fl_pin *pin)
{
    *pin = (fl_pin){.cpu = -1};
}
