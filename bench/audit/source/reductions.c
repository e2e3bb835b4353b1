/* Sorting and the statistics of a list. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/source/evaluate.h"

static const fl_value unknown = {.kind = FL_VALUE_UNKNOWN};

static int upwards(const void *a, const void *b)
{
    double x = ((const fl_value *)a)->number, y = ((const fl_value *)b)->number;
    return (x > y) - (x < y);
}

fl_value fl_sorted(fl_evaluator *e, fl_value list, bool descending)
{
    list = fl_items(e, &list);
    fl_value *items = list.kind == FL_VALUE_LIST ? fl_value_array(e, list.count) : NULL;
    if (!items)
        return unknown;
    for (size_t i = 0; i < list.count; i++) {
        if (!fl_is_number(&list.items[i]))
            return unknown;
        items[i] = list.items[i];
    }
    qsort(items, list.count, sizeof *items, upwards);
    for (size_t i = 0; descending && i < list.count / 2; i++) {
        fl_value other = items[i];
        items[i] = items[list.count - 1 - i];
        items[list.count - 1 - i] = other;
    }
    list.items = items;
    return list;
}

/* Sum, and sum of squares about a middle. */
static fl_value moments(const fl_value *list, double middle, double *squares)
{
    double sum = 0;
    bool whole = true;
    *squares = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (!fl_is_number(&list->items[i]))
            return unknown;
        double x = list->items[i].number;
        whole = whole && list->items[i].whole;
        sum += x;
        *squares += (x - middle) * (x - middle);
    }
    return fl_number(sum, whole, false);
}

fl_value fl_quantile(fl_evaluator *e, fl_value list, double share)
{
    list = fl_sorted(e, list, false);
    if (list.kind != FL_VALUE_LIST || list.count == 0 || !(share >= 0 && share <= 1))
        return unknown;
    double at = share * (double)(list.count - 1), low = floor(at);
    double first = list.items[(size_t)low].number;
    double second = low + 1 < (double)list.count ? list.items[(size_t)low + 1].number : first;
    return fl_number(first + (at - low) * (second - first), false, false);
}

/* reduction: the last word of the function's name; freedom: taken from n. */
fl_value fl_reduce(fl_evaluator *e, const char *reduction, fl_value list, double freedom)
{
    list = fl_items(e, &list);
    if (list.kind != FL_VALUE_LIST)
        return unknown;
    double n = (double)list.count, squares;
    if (strcmp(reduction, "len") == 0 || strcmp(reduction, "count") == 0)
        return fl_number(n, true, false);
    fl_value sum = moments(&list, 0, &squares);
    if (!fl_is_number(&sum) || n == 0)
        return unknown;
    if (strcmp(reduction, "sum") == 0 || strcmp(reduction, "fsum") == 0)
        return sum;
    if (strcmp(reduction, "mean") == 0 || strcmp(reduction, "fmean") == 0)
        return fl_number(sum.number / n, false, false);
    if (strcmp(reduction, "median") == 0)
        return fl_quantile(e, list, 0.5);
    moments(&list, sum.number / n, &squares);
    if (strstr(reduction, "variance") || strcmp(reduction, "var") == 0)
        return fl_number(squares / (n - freedom), false, false);
    if (strstr(reduction, "std"))
        return fl_number(sqrt(squares / (n - freedom)), false, false);
    fl_value *extreme = &list.items[0];
    bool least = strcmp(reduction, "min") == 0;
    for (size_t i = 1; i < list.count; i++)
        if (least ? list.items[i].number < extreme->number : list.items[i].number > extreme->number)
            extreme = &list.items[i];
    return least || strcmp(reduction, "max") == 0 ? *extreme : unknown;
}
