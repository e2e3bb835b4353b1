#include "kernels/kernel.h"

fl_shape fl_work_shape(fl_work work)
{
    switch (work) {
    case FL_WORK_LOGISTIC_784X1:
        return (fl_shape){"logistic-784x1", FL_INPUTS, 1, FL_INPUTS, 1, FL_INPUTS};
    case FL_WORK_SOFTMAX_2:
        return (fl_shape){"softmax-2", 0, 0, FL_OUTPUTS, FL_OUTPUTS, 0};
    case FL_WORK_LINEAR_784X2:
        break;
    }
    return (fl_shape){"linear-784x2", FL_WEIGHTS, FL_OUTPUTS, FL_INPUTS, FL_OUTPUTS, FL_WEIGHTS};
}

const char *fl_origin_name(fl_origin origin)
{
    static const char *const names[] = {"plain loop", "compiler", "hand-written", "library"};
    return names[origin];
}
