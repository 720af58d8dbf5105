/** Loops, delays, combinations and groups of stages: what {@code Futures} and {@code TaskGroup} are made of. */
@NullMarked
package dev.futurewire.internal.task;

import org.jspecify.annotations.NullMarked;
