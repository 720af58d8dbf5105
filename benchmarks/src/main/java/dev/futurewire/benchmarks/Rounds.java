package dev.futurewire.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measures peers in rounds. Each round starts every server again, since two runs of a program may be compiled differently,
 * and rotates their order, since the speed of the machine changes over time.
 *
 * @param progress receives a line for each measurement
 */
record Rounds(Launcher launcher, List<Peer> peers, int count, PrintStream progress) {
    /**
     * A measurement.
     *
     * @param <S> type of the result
     */
    interface Probe<S> {
        S measure(Peer peer, Server server) throws IOException;
    }

    /** Prepares a server for measurement. */
    interface Preparation {
        void prepare(Server server) throws IOException;
    }

    /** A running server and its peer. */
    private record Running(Peer peer, Server server) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    /** Measures each server alone: starts it, measures it once, and stops it before the next. */
    <S> Results<S> run(List<String> jvmOptions, Probe<S> probe) {
        Results<S> results = new Results<>(peers);
        for (int round = 1; round <= count; round++) {
            for (Peer peer : order(round)) {
                try (Running running = start(peer, jvmOptions, round, results)) {
                    if (running != null) {
                        measure(running, round, name(round), probe, results);
                    }
                } catch (IOException e) {
                    failed(peer, round, e, results);
                }
            }
        }
        return results;
    }

    /**
     * Starts all servers and measures them in turns, so that compared measurements are close in time. Servers not being
     * measured are idle.
     */
    <S> Results<S> run(int turns, Preparation preparation, Probe<S> probe) {
        Results<S> results = new Results<>(peers);
        for (int round = 1; round <= count; round++) {
            run(round, turns, preparation, probe, results);
        }
        return results;
    }

    private <S> void run(int round, int turns, Preparation preparation, Probe<S> probe, Results<S> results) {
        List<Running> servers = new ArrayList<>();
        for (Peer peer : order(round)) {
            Running running = start(peer, List.of(), round, results);
            if (running != null && prepared(running, round, preparation, results)) {
                servers.add(running);
            }
        }
        for (int turn = 1; turn <= turns; turn++) {
            String when = name(round) + ", turn " + turn + "/" + turns;
            int number = (round - 1) * turns + turn;
            servers.removeIf(running -> !measure(running, number, when, probe, results));
        }
        for (Running running : servers) {
            close(running, round, results);
        }
    }

    private String name(int round) {
        return "round " + round + "/" + count;
    }

    private List<Peer> order(int round) {
        List<Peer> order = new ArrayList<>(peers);
        Collections.rotate(order, -(round - 1) * order.size() / count);
        return order;
    }

    private @Nullable Running start(Peer peer, List<String> jvmOptions, int round, Results<?> results) {
        try {
            return new Running(peer, launcher.start(peer, jvmOptions));
        } catch (PeerUnavailableException e) {
            results.skipped(peer, e.reason());
            report(name(round), peer, "skipped: " + e.reason());
        } catch (IOException e) {
            failed(peer, round, e, results);
        }
        return null;
    }

    /** Returns whether it succeeded; closes the server if it did not. */
    private boolean prepared(Running running, int round, Preparation preparation, Results<?> results) {
        try {
            preparation.prepare(running.server());
            return true;
        } catch (IOException e) {
            abandon(running, name(round), e, results);
            return false;
        }
    }

    /** Returns whether it succeeded; closes the server if it did not. */
    private <S> boolean measure(Running running, int number, String when, Probe<S> probe, Results<S> results) {
        Peer peer = running.peer();
        try {
            S sample = probe.measure(peer, running.server());
            results.add(peer, number, sample);
            report(when, peer, sample.toString());
            return true;
        } catch (IOException e) {
            abandon(running, when, e, results);
            return false;
        }
    }

    private void abandon(Running running, String when, IOException why, Results<?> results) {
        String cause;
        try (running) {
            cause = why.getMessage() + "; the server: " + running.server().lastError();
        } catch (IOException e) {
            cause = String.valueOf(why.getMessage());
        }
        results.failed(running.peer(), cause);
        report(when, running.peer(), "FAILED: " + cause);
    }

    private void close(Running running, int round, Results<?> results) {
        try {
            running.close();
        } catch (IOException e) {
            failed(running.peer(), round, e, results);
        }
    }

    private void failed(Peer peer, int round, IOException why, Results<?> results) {
        results.failed(peer, String.valueOf(why.getMessage()));
        report(name(round), peer, "FAILED: " + why.getMessage());
    }

    private void report(String when, Peer peer, String what) {
        progress.println("  " + when + "  " + peer.name() + ": " + what);
    }
}
