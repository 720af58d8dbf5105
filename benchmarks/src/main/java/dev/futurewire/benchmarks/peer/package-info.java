/**
 * The servers to compare: a line echo, written as the documentation of each library recommends.
 *
 * <p>All of them do the same work: a line is echoed byte for byte with its newline, {@code BYE} is echoed and ends
 * the connection, and a line longer than {@link dev.futurewire.benchmarks.peer.EchoProtocol#MAX_LINE} ends it too (except with
 * {@code BufferedReader}, which has no limit). Each has a {@code main} method that prints {@code listening PORT}
 * once it accepts connections, or {@code unavailable REASON} where it cannot run.
 */
@NullMarked
package dev.futurewire.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
