package dev.futurewire.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measures peers against each other, round after round: every round each server is started anew, because two starts of one
 * program may be compiled differently, and the order is rotated, because the machine is not the same from one minute to the
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

    /** What makes a server ready to be measured. */
    interface Preparation {
        void prepare(Server server) throws IOException;
    }

    /** A server that is up, and whose it is. */
    private record Running(Peer peer, Server server) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    /** Each server alone: started, measured once, and ended before the next. */
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
     * All servers side by side, and measured in turns: what one is compared with happened in the same seconds. Those whose turn
     * it is not have nothing to do.
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
        } catch (Unavailable e) {
            results.skipped(peer, e.reason());
            tell(name(round), peer, "skipped: " + e.reason());
        } catch (IOException e) {
            failed(peer, round, e, results);
        }
        return null;
    }

    /** False if it failed: the server is closed then. */
    private boolean prepared(Running running, int round, Preparation preparation, Results<?> results) {
        try {
            preparation.prepare(running.server());
            return true;
        } catch (IOException e) {
            gaveUp(running, name(round), e, results);
            return false;
        }
    }

    /** False if it failed: the server is closed then. */
    private <S> boolean measure(Running running, int number, String when, Probe<S> probe, Results<S> results) {
        Peer peer = running.peer();
        try {
            S sample = probe.measure(peer, running.server());
            results.add(peer, number, sample);
            tell(when, peer, sample.toString());
            return true;
        } catch (IOException e) {
            gaveUp(running, when, e, results);
            return false;
        }
    }

    private void gaveUp(Running running, String when, IOException why, Results<?> results) {
        String said;
        try (running) {
            said = why.getMessage() + "; the server: " + running.server().lastError();
        } catch (IOException e) {
            said = String.valueOf(why.getMessage());
        }
        results.failed(running.peer(), said);
        tell(when, running.peer(), "FAILED: " + said);
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
        tell(name(round), peer, "FAILED: " + why.getMessage());
    }

    private void tell(String when, Peer peer, String what) {
        progress.println("  " + when + "  " + peer.name() + ": " + what);
    }
}
