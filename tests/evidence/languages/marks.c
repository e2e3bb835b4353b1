/* The marks for Linear.java. */
#include <jni.h>

#include "fairlane_region.h"

/* clang-format off: the names are the JVM's */
JNIEXPORT void JNICALL Java_Linear_begin(JNIEnv *environment, jclass class);
JNIEXPORT void JNICALL Java_Linear_beginEmpty(JNIEnv *environment, jclass class);
JNIEXPORT void JNICALL Java_Linear_end(JNIEnv *environment, jclass class);
/* clang-format on */

void Java_Linear_begin(JNIEnv *environment, jclass class)
{
    (void)environment;
    (void)class;
    fl_region_begin();
}

void Java_Linear_beginEmpty(JNIEnv *environment, jclass class)
{
    (void)environment;
    (void)class;
    fl_region_begin_empty();
}

void Java_Linear_end(JNIEnv *environment, jclass class)
{
    (void)environment;
    (void)class;
    fl_region_end();
}
