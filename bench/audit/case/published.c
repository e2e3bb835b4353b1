/* The model of the processor that a case names as the published one. */
#include <stdlib.h>

#include "bench/audit/case/case.h"
#include "bench/base/text.h"

fl_status fl_case_model_published(fl_case *given, fl_error *error)
{
    fl_case_published *published = &given->published;
    fl_error why = {""};
    if (!published->core[0] || given->lab_is_same_machine)
        return FL_OK;
    fl_core_times *times = calloc(1, sizeof *times);
    if (!times)
        return fl_fail(error, FL_UNABLE, "no memory for a model");
    fl_status status = fl_core_model(published->core, times, &why);
    if (status == FL_OK)
        status = fl_core_set_floors(times, NULL, &why);
    if (status == FL_OK) {
        published->model = times;
        return FL_OK;
    }
    free(times);
    if (status == FL_INTERRUPTED)
        return fl_fail(error, status, "%s", why.text);
    fl_text_make_plain(why.text, published->no_model, sizeof published->no_model);
    return FL_OK;
}
