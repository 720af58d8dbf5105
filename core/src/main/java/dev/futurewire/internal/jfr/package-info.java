/** Events for the JDK's Flight Recorder, whose own socket events do not cover asynchronous channels. */
@NullMarked
package dev.futurewire.internal.jfr;

import org.jspecify.annotations.NullMarked;
