/** The command line: {@code futurewire serve}, {@code futurewire ps} and {@code futurewire connect}. */
@NullMarked
package dev.futurewire.server;

import org.jspecify.annotations.NullMarked;
