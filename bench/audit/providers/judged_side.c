#include "bench/audit/providers/judged_side.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/stats/arrays.h"

void fl_judged_side_open(const fl_case *given, int side, fl_judged_side *judged)
{
    *judged = (fl_judged_side){.side = &given->sides[side],
                               .run = &given->sides[side].runs[0],
                               .concerns = side == 0 ? FL_CONCERNS_A : FL_CONCERNS_B};
    const fl_result *result = judged->run->result;
    fl_figures_of(judged->run, &judged->figures);
    double *us = result->samples_ns ? malloc(result->iterations * sizeof *us) : NULL;
    if (!us)
        return;
    for (size_t i = 0; i < result->iterations; i++)
        us[i] = result->samples_ns[i] / 1000;
    if (fl_summarise(us, result->iterations, &judged->right, NULL) == FL_OK)
        judged->sorted = fl_sorted_copy(us, result->iterations);
    if (!judged->sorted)
        judged->right.n = 0;
    free(us);
}

void fl_judged_side_close(fl_judged_side *judged)
{
    free(judged->sorted);
    judged->sorted = NULL;
}

fl_place fl_judged_side_place(const fl_judged_side *judged, const char *figure)
{
    fl_place place;
    const fl_imported *imported = judged->run->result->imported;
    const char *original = imported ? imported->entry : "";
    for (int i = 0; imported && figure && i < FL_FIGURES; i++)
        if (strcmp(figure, fl_figure_name((fl_figure)i)) == 0 && imported->figures[i].place[0])
            original = imported->figures[i].place;
    if (imported) {
        snprintf(place.text, sizeof place.text, "%.80s%s%.90s", judged->run->path, original[0] ? ": " : "",
                 original);
        return place;
    }
    snprintf(place.text, sizeof place.text, "%.60s: results[%.50s]%s%.40s", judged->run->path,
             judged->run->result->name, figure ? "." : "", figure ? figure : "");
    return place;
}

fl_range fl_standard_error(const fl_figures *figures)
{
    return fl_range_divide(figures->of[FL_FIGURE_SD].range, fl_range_of(sqrt(figures->n)));
}
