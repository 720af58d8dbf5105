/** Events for the JDK's Flight Recorder: its own socket events never fire for asynchronous channels. */
@NullMarked
package dev.futurewire.internal.jfr;

import org.jspecify.annotations.NullMarked;
