/** Run-to-completion tasks on a loop, and the requests that other threads leave for them. */
@NullMarked
package dev.futurewire.internal.turn;

import org.jspecify.annotations.NullMarked;
