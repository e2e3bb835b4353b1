/* fairlane.peers/1: its members, what each means and which values it may have. The JSON Schema is made from here. */
#include "bench/report/documents.h"

static const char *const predict_returns_words[] = {"logits", "probability", "class", NULL};
static const char *const state_words[] = {"missing", "misbehaves", NULL};

static const fl_field installed_fields[] = {
    {"name", FL_FIELD_TEXT, .filled = true, .meaning = "Of the peer, or its path."},
    {"state", FL_FIELD_TEXT, .only = "\"installed\"", .meaning = "It answers as the protocol says."},
    {"reason", FL_FIELD_TEXT, .meaning = "What is wrong; \"\" when it is installed."},
    {"setup", FL_FIELD_TEXT, .meaning = "The one command that installs it; \"\": none is known."},
    {"version", FL_FIELD_TEXT, .meaning = "As it tells."},
    {"work", FL_FIELD_TEXT, .filled = true, .meaning = "Name of the work."},
    {"predict_returns", FL_FIELD_TEXT, .words = predict_returns_words,
     .meaning = "What the timed call returns."},
    {"examine_returns", FL_FIELD_TEXT, .words = predict_returns_words,
     .meaning = "The most that it can show of one inference."},
    {"clock", FL_FIELD_TEXT, .filled = true, .meaning = "It times itself with this one."},
    {"facts", FL_FIELD_ANY_TEXTS, .meaning = "What it says of itself."},
    {0},
};

static const fl_field missing_fields[] = {
    {"name", FL_FIELD_TEXT, .filled = true, .meaning = "Of the peer, or its path."},
    {"state", FL_FIELD_TEXT, .words = state_words,
     .meaning = "Something that it needs is missing, or it does not keep to the protocol."},
    {"reason", FL_FIELD_TEXT, .meaning = "What is wrong; \"\" when it is installed."},
    {"setup", FL_FIELD_TEXT, .meaning = "The one command that installs it; \"\": none is known."},
    {0},
};

static const fl_field peers_fields[] = {
    {"peers", FL_FIELD_LIST, .fields = installed_fields, .otherwise = missing_fields,
     .meaning = "In the order of the table, or as named."},
    {0},
};

const fl_description fl_peers_description = {
    .schema = "fairlane.peers/1",
    .meaning = "Contestants that are programs of their own.",
    .fields = peers_fields,
};
