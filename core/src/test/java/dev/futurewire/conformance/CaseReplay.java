package dev.futurewire.conformance;

import dev.futurewire.AsyncChannel;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A way to run a case. */
abstract class CaseReplay {
    private static final int LONGEST_TO_SPLIT = 64;
    private static final int MOST_PIECES = 150;
    private static final long WITHIN_MILLIS = 5_000;

    /** How long to wait until a piece has reached the channel; after that the next one is sent, and the two may merge. */
    private static final Duration ARRIVAL = Duration.ofMillis(10);

    final StreamCase what;
    private final Role role;
    private final String name;

    private CaseReplay(StreamCase what, Role role, String name) {
        this.what = what;
        this.role = role;
        this.name = name;
    }

    /** The replays that both the case and the transport allow. */
    static List<CaseReplay> of(StreamCase what, StreamConformanceContract.Replays wanted) {
        List<CaseReplay> replays = new ArrayList<>();
        for (Role role : Role.values()) {
            replays.add(new AsWritten(what, role));
            if (what.replays()) {
                replays.add(new WholeInputFirst(what, role));
            }
            if (what.replays() && wanted != StreamConformanceContract.Replays.NO_PIECES) {
                replays.add(new Pieces(what, role, "whole input first, chained reads", List.of(what.input()), false));
                replays.add(new Pieces(what, role, "byte by byte", smallPieces(what.input()), true));
            }
        }
        byte[] input = what.input();
        if (wanted == StreamConformanceContract.Replays.ALL && what.splits() && input.length <= LONGEST_TO_SPLIT) {
            for (int at = 1; at < input.length; at++) {
                Role role = Role.values()[at % 2];
                List<byte[]> halves = List.of(Arrays.copyOf(input, at), Arrays.copyOfRange(input, at, input.length));
                replays.add(new Pieces(what, role, "split at " + at, halves, true));
            }
        }
        return replays;
    }

    private static List<byte[]> smallPieces(byte[] input) {
        int size = Math.max(1, (input.length + MOST_PIECES - 1) / MOST_PIECES);
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < input.length; at += size) {
            pieces.add(Arrays.copyOfRange(input, at, Math.min(input.length, at + size)));
        }
        return pieces;
    }

    /** Runs it on a connection of its own; a failure names the case, role, replay and step. */
    void run(Connections connections) {
        try (Connection connection = connections.open(role, what.setup())) {
            perform(connection);
        } catch (IOException | AssertionError | RuntimeException e) {
            throw new AssertionError(this + ": " + e.getMessage(), e);
        }
    }

    abstract void perform(Connection connection);

    @Override
    public String toString() {
        return what.name() + " [" + role.toString().toLowerCase(java.util.Locale.ROOT) + ", " + name + "]";
    }

    /** Step by step. */
    private static final class AsWritten extends CaseReplay {
        AsWritten(StreamCase what, Role role) {
            super(what, role, "as written");
        }

        @Override
        void perform(Connection connection) {
            new StepRunner(connection).run(what.steps());
        }
    }

    /** All input before the first read; each read is waited for. */
    private static final class WholeInputFirst extends CaseReplay {
        WholeInputFirst(StreamCase what, Role role) {
            super(what, role, "whole input first");
        }

        @Override
        void perform(Connection connection) {
            connection.peer().send(what.input());
            if (what.ends()) {
                connection.peer().eof();
            }
            awaitArrival(connection.channel(), what.input().length);
            new StepRunner(connection)
                    .run(what.reads().stream().map(CaseReplay::once).toList());
        }
    }

    /** Input in pieces, reads started by the completion of the read before: pending already, or begun afterwards. */
    private static final class Pieces extends CaseReplay {
        private final List<byte[]> pieces;
        private final boolean readsFirst;

        Pieces(StreamCase what, Role role, String name, List<byte[]> pieces, boolean readsFirst) {
            super(what, role, name);
            this.pieces = pieces;
            this.readsFirst = readsFirst;
        }

        @Override
        void perform(Connection connection) {
            ReadScript script = new ReadScript(connection.channel(), what.reads());
            CompletableFuture<Void> done = readsFirst ? script.start() : null;
            long sent = 0;
            for (byte[] piece : pieces) {
                connection.peer().send(piece);
                sent += piece.length;
                awaitArrival(connection.channel(), sent);
            }
            if (what.ends()) {
                connection.peer().eof();
            }
            await(done != null ? done : script.start(), script);
        }

        private static void await(CompletableFuture<Void> done, ReadScript script) {
            try {
                done.get(WITHIN_MILLIS, TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                throw new AssertionError(script.position() + ": " + e.getCause().getMessage(), e.getCause());
            } catch (TimeoutException e) {
                throw new AssertionError(script.position() + ": still pending", e);
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        }
    }

    private static Step once(Step step) {
        com.fasterxml.jackson.databind.node.ObjectNode json = step.json().deepCopy();
        json.remove("repeat");
        return new Step(json);
    }

    private static void awaitArrival(AsyncChannel channel, long bytes) {
        Await.happens(() -> channel.snapshot().bytesIn() >= bytes, ARRIVAL);
    }
}
