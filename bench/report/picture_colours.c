/* Series in the colours of Okabe and Ito, darkened where they would be faint on white: those who see no red or no
 * green tell them apart. The scale differs in lightness alone. */
#include "bench/report/picture_colours.h"

const fl_colour fl_colours[FL_HUES] = {
    [FL_HUE_INK] = {"ink", "#1b1f24", "#e6edf3", FL_HUE_PAPER},
    [FL_HUE_SOFT] = {"soft", "#57606a", "#9198a1", FL_HUE_PAPER},
    [FL_HUE_BLUE] = {"blue", "#0072b2", "#6cb6ff", FL_HUE_PAPER},
    [FL_HUE_ORANGE] = {"orange", "#d55e00", "#ff9e57", FL_HUE_PAPER},
    [FL_HUE_GREEN] = {"green", "#00875f", "#3ddbab", FL_HUE_PAPER},
    [FL_HUE_PURPLE] = {"purple", "#a63d84", "#f0a3d4", FL_HUE_PAPER},
    [FL_HUE_PASS] = {"pass", "#cfe4f7", "#133a5e", FL_HUE_INK},
    [FL_HUE_FAIL] = {"fail", "#b3380b", "#ff9a66", FL_HUE_PAPER},
    [FL_HUE_OPEN] = {"open", "#fbe3a4", "#5a4410", FL_HUE_INK},
    [FL_HUE_NONE] = {"none", "#eceff2", "#22272e", FL_HUE_SOFT},
    [FL_HUE_SLOWER] = {"slower", "#f7d9b1", "#5c3b11", FL_HUE_INK},
    [FL_HUE_SHADE_1] = {"shade1", "#e3eef9", "#15283d", FL_HUE_INK},
    [FL_HUE_SHADE_2] = {"shade2", "#b8d5ee", "#1b4368", FL_HUE_INK},
    [FL_HUE_SHADE_3] = {"shade3", "#7fb5df", "#2a669c", FL_HUE_INK},
    [FL_HUE_SHADE_4] = {"shade4", "#2b78b8", "#62ade6", FL_HUE_PAPER},
    [FL_HUE_SHADE_5] = {"shade5", "#0b4a82", "#a8d3f7", FL_HUE_PAPER},
    [FL_HUE_LINE] = {"line", "#d0d7de", "#30363d", FL_HUE_INK},
    [FL_HUE_PAPER] = {"paper", "#ffffff", "#0d1117", FL_HUE_INK},
};

void fl_colours_dark(fl_builder *style)
{
    for (int i = 0; i < FL_HUES; i++) {
        const fl_colour *c = &fl_colours[i];
        fl_build_format(style, ".pf-%s{fill:%s}.ps-%s{stroke:%s}.pc-%s{color:%s}", c->name, c->dark, c->name,
                        c->dark, c->name, c->dark);
    }
}
