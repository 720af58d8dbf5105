package dev.futurewire.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Measures peers in turn, round after round: every round each server is started anew, because two starts of one program
 * may be compiled differently, and the order is rotated, because the machine is not the same from one minute to the
 * next.
 *
 * @param progress where each measurement is told about when it is done
 */
record Rounds(Launcher launcher, List<Peer> peers, int count, PrintStream progress) {
    /**
     * One measurement.
     *
     * @param <S> what it results in
     */
    interface Probe<S> {
        S measure(Peer peer, Server server) throws IOException;
    }

    <S> Results<S> run(List<String> jvmOptions, Probe<S> probe) {
        Results<S> results = new Results<>(peers);
        for (int round = 1; round <= count; round++) {
            List<Peer> order = new ArrayList<>(peers);
            Collections.rotate(order, -(round - 1) * order.size() / count);
            for (Peer peer : order) {
                String said = measure(peer, round, jvmOptions, probe, results);
                progress.println("  round " + round + "/" + count + "  " + peer.name() + ": " + said);
            }
        }
        return results;
    }

    private <S> String measure(Peer peer, int round, List<String> jvmOptions, Probe<S> probe, Results<S> results) {
        try (Server server = launcher.start(peer, jvmOptions)) {
            S sample = measure(peer, server, probe);
            results.add(peer, round, sample);
            return sample.toString();
        } catch (Unavailable e) {
            results.skipped(peer, e.reason());
            return "skipped: " + e.reason();
        } catch (IOException e) {
            results.failed(peer, String.valueOf(e.getMessage()));
            return "FAILED: " + e.getMessage();
        }
    }

    private static <S> S measure(Peer peer, Server server, Probe<S> probe) throws IOException {
        try {
            return probe.measure(peer, server);
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "; the server: " + server.lastError(), e);
        }
    }
}
