#include "bench/audit/providers/view.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/stats/arrays.h"

void fl_view_open(const fl_case *given, int side, fl_view *view)
{
    *view = (fl_view){.side = &given->sides[side],
                      .run = &given->sides[side].runs[0],
                      .concerns = side == 0 ? FL_CONCERNS_A : FL_CONCERNS_B};
    const fl_result *result = view->run->result;
    fl_figures_of(view->run, &view->figures);
    double *us = result->samples_ns ? malloc(result->iterations * sizeof *us) : NULL;
    if (!us)
        return;
    for (size_t i = 0; i < result->iterations; i++)
        us[i] = result->samples_ns[i] / 1000;
    if (fl_summarise(us, result->iterations, &view->right, NULL) == FL_OK)
        view->sorted = fl_sorted_copy(us, result->iterations);
    if (!view->sorted)
        view->right.n = 0;
    free(us);
}

void fl_view_close(fl_view *view)
{
    free(view->sorted);
    view->sorted = NULL;
}

fl_place fl_view_place(const fl_view *view, const char *figure)
{
    fl_place place;
    const fl_imported *imported = view->run->result->imported;
    const char *original = imported ? imported->entry : "";
    for (int i = 0; imported && figure && i < FL_FIGURES; i++)
        if (strcmp(figure, fl_figure_name((fl_figure)i)) == 0 && imported->figures[i].place[0])
            original = imported->figures[i].place;
    if (imported) {
        snprintf(place.text, sizeof place.text, "%.80s%s%.90s", view->run->path, original[0] ? ": " : "",
                 original);
        return place;
    }
    snprintf(place.text, sizeof place.text, "%.60s: results[%.50s]%s%.40s", view->run->path,
             view->run->result->name, figure ? "." : "", figure ? figure : "");
    return place;
}

fl_range fl_standard_error(const fl_figures *figures)
{
    return fl_range_divide(figures->of[FL_FIGURE_SD].range, fl_range_of(sqrt(figures->n)));
}
