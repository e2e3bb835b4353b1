/* Marks the region that `fairlane trace -- COMMAND` looks at: one inference, between begin and end. Without a
 * tracer all three return at once. C ABI; link with -lfairlane_region, or load libfairlane_region.so (ctypes,
 * dlopen).
 *
 *     infer(model, sample);        once, so that lazy binding and first-time set-up stay outside
 *     fl_region_begin();
 *     infer(model, sample);
 *     fl_region_end();
 *
 * The region reaches from the return of fl_region_begin() to the call of fl_region_end(); in C nothing of the
 * marks themselves is counted when one function calls both. An interpreter executes instructions of its own
 * to make such calls. To have them subtracted, enter an empty region first, in the same way:
 *
 *     fl_region_begin_empty(); fl_region_end();
 *
 * It may be entered several times, to warm up; the last one counts. Regions must not be nested. */
#ifndef FAIRLANE_REGION_H
#define FAIRLANE_REGION_H

#ifdef __cplusplus
extern "C" {
#endif

void fl_region_begin(void);
void fl_region_begin_empty(void);
void fl_region_end(void);

#ifdef __cplusplus
}
#endif
#endif
