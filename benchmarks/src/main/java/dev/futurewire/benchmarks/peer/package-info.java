/**
 * The servers that are compared: one line echo, written as the documentation of each library would have it.
 *
 * <p>All of them do the same work: a line comes back byte for byte with its newline, {@code BYE} comes back and ends
 * the connection, and a line longer than {@link dev.futurewire.benchmarks.peer.Echo#MAX_LINE} ends it too (except with
 * {@code BufferedReader}, which knows no limit). Each is a {@code main} of its own that prints {@code listening PORT}
 * once it accepts connections, or {@code unavailable REASON} where it cannot run.
 */
@NullMarked
package dev.futurewire.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
