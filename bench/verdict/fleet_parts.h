/* What the files of the fleet share. Private to them. */
#ifndef FAIRLANE_BENCH_VERDICT_FLEET_PARTS_H
#define FAIRLANE_BENCH_VERDICT_FLEET_PARTS_H

#include "bench/verdict/fleet.h"

/* What all files that are compared must have in common, each kind of it once. */
typedef struct fl_fleet_condition {
    const char *key;
    fl_document *document; /* owned: without arrays but for one result, the base, which may be blank */
    size_t files;          /* under an emulator left out */
} fl_fleet_condition;

/* The fleet's own copy of a text, each once, so that equal texts are equal pointers. "" without memory, which
 * sticks. */
const char *fl_fleet_word(fl_fleet *fleet, const char *text);
bool fl_fleet_lost_words(const fl_fleet *fleet);

/* Fills one cell: result against base (NULL: this file has none). */
fl_status fl_fleet_fill_cell(fl_fleet *fleet, const fl_document *document, const fl_result *base,
                             const fl_result *result, fl_fleet_cell *cell, fl_error *error);

/* Finds or adds the conditions of a document. */
fl_status fl_fleet_note_condition(fl_fleet *fleet, const fl_document *document, const fl_result *base,
                                  fl_fleet_machine *machine, fl_error *error);

/* Sets apart what is unlike the most; then fills in what each file does not tell. */
void fl_fleet_set_apart(fl_fleet *fleet);

/* Fills in the rank of each contestant of a machine. Pure. */
void fl_fleet_rank(fl_fleet_machine *machine);

/* Judges the claim, and points 78 and 79 on it. Machines are sorted. */
void fl_fleet_judge(fl_fleet *fleet);

#endif
