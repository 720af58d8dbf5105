package dev.futurewire.benchmarks;

import java.io.IOException;
import java.util.List;

/** Measures what a server holds for a connection that waits. */
final class IdleProbe implements Rounds.Probe<IdleSample> {
    /**
     * The heap is kept as tight as its collector can: otherwise the resident size follows how much garbage has been
     * made, not what is kept. So it begins small, and nothing dead is left where it lies to save moving the living (by
     * default a twentieth, which would count as live). It may grow further than elsewhere, for a reader and a writer of the
     * JDK are about 48 KiB on 17.
     */
    static final List<String> JVM_OPTIONS = List.of(
            "-Xms4m",
            "-Xmx2g",
            "-Xmn2m",
            "-XX:MinHeapFreeRatio=5",
            "-XX:MaxHeapFreeRatio=10",
            "-XX:-ShrinkHeapInSteps",
            "-XX:MarkSweepDeadRatio=0");

    /**
     * So many connections come and go before the first look, and so often: enough to have loaded every class, compiled what
     * serves a connection, and whatever else takes memory once. (Compiling alone was 16 MiB, 1.6 KiB for each of 10,000.)
     */
    private static final int WARM = 500;

    private static final int WARM_ROUNDS = 20;

    private final Load load;
    private final Row.Shape shape;
    private final Jcmd jcmd;

    IdleProbe(Load load, Row.Shape shape, Jcmd jcmd) {
        this.load = load;
        this.shape = shape;
        this.jcmd = jcmd;
    }

    @Override
    public IdleSample measure(Peer peer, Server server) throws IOException {
        int all = shape.connections();
        Memory[] memories = measure(peer, server, all / 2, all);
        return IdleSample.of(memories[0], memories[1], memories[2], all);
    }

    /** What the server holds with no connection, then with so many, and so many. */
    Memory[] measure(Peer peer, Server server, int... connections) throws IOException {
        try {
            Memory[] memories = new Memory[connections.length + 1];
            for (int round = 0; round < WARM_ROUNDS; round++) {
                load.hold(shape, Math.min(WARM, connections[0]), server);
                load.release();
            }
            memories[0] = memory(peer, server);
            int held = 0;
            for (int number : connections) {
                load.hold(shape, number, server);
                held++;
                memories[held] = memory(peer, server);
            }
            // Asks every connection once more: a server that has dropped some would have held less than it seems.
            load.hold(shape, connections[connections.length - 1], server);
            return memories;
        } finally {
            load.release();
        }
    }

    private Memory memory(Peer peer, Server server) throws IOException {
        return peer.kind() == Peer.Kind.PYTHON ? Memory.of(server.pid()) : Memory.ofJvm(server.pid(), jcmd);
    }
}
