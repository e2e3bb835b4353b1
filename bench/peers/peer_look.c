#include "bench/peers/peer_look.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/interrupt.h"
#include "bench/base/progress.h"
#include "bench/base/text.h"

static fl_status look(const char *python, double seconds, const char *name, const char *summary,
                      fl_seen_peer *one, fl_error *error)
{
    fl_error why = {""};
    fl_peer_start start;
    fl_peer *peer = calloc(1, sizeof *peer);
    if (!peer)
        return fl_fail(error, FL_UNABLE, "peers: no memory");
    *one = (fl_seen_peer){.name = name, .summary = summary};
    one->status = fl_peer_find(name, python, &start, &why);
    start.seconds = seconds;
    if (one->status == FL_OK)
        one->status = fl_peer_open(&start, peer, &why);
    one->identity = peer->identity;
    if (one->status == FL_OK)
        one->status = fl_peer_close(peer, &why);
    fl_peer_kill(peer);
    if (one->status == FL_UNABLE)
        fl_text_make_plain(peer->said, one->said, sizeof one->said);
    free(peer);
    snprintf(one->setup, sizeof one->setup, "%s", start.setup);
    snprintf(one->reason, sizeof one->reason, "%s", why.text);
    if (one->status == FL_USAGE || one->status == FL_INTERRUPTED)
        return fl_fail(error, one->status, "%s", why.text);
    return FL_OK;
}

static const char *summary_of(const char *name)
{
    const fl_peer_kind *kind = fl_peer_kinds;
    while (kind->name && strcmp(kind->name, name) != 0)
        kind++;
    return kind->name ? kind->summary : "";
}

fl_status fl_peers_look(char *const *names, const char *python, double seconds, fl_seen_peer **peers,
                        size_t *count, fl_error *error)
{
    fl_status status = FL_OK;
    size_t all = 0;
    while (names ? names[all] != NULL : fl_peer_kinds[all].name != NULL)
        all++;
    *count = 0;
    *peers = calloc(all + 1, sizeof **peers);
    if (!*peers)
        return fl_fail(error, FL_UNABLE, "peers: no memory");
    fl_interrupt_watch();
    for (size_t i = 0; i < all && status == FL_OK; i++) {
        const char *name = names ? names[i] : fl_peer_kinds[i].name;
        char what[96];
        snprintf(what, sizeof what, "asking %.30s, %zu of %zu", name, i + 1, all);
        fl_progress_watch(what, seconds);
        status = look(python, seconds, name, summary_of(name), &(*peers)[(*count)++], error);
        fl_progress_unwatch();
    }
    fl_interrupt_restore();
    return status;
}
