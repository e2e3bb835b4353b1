/* Marks the region that `fairlane trace -- COMMAND` looks at: one inference, between these two calls. Without
 * a tracer both return at once. C ABI; link with -lfairlane_region, or load libfairlane_region.so (ctypes,
 * dlopen). */
#ifndef FAIRLANE_REGION_H
#define FAIRLANE_REGION_H

#ifdef __cplusplus
extern "C" {
#endif

void fl_region_begin(void);
void fl_region_end(void);

#ifdef __cplusplus
}
#endif
#endif
