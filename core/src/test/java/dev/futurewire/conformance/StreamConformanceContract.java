package dev.futurewire.conformance;

import dev.futurewire.support.Connections;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * The contract of a stream, for every transport: one test for each case, run in all roles and chunkings that the case
 * allows. {@code -Dconformance.case=line/} picks cases by a part of their name.
 *
 * <p>Most of the time is spent in pauses that the cases require, so several run concurrently; they report in the order of the
 * data.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StreamConformanceContract {
    private static final int AT_ONCE = 6;

    private final Connections connections;
    private final ExecutorService runners = Executors.newFixedThreadPool(AT_ONCE);

    private final Replays replays;

    StreamConformanceContract(Connections connections) {
        this(connections, Replays.ALL);
    }

    StreamConformanceContract(Connections connections, Replays replays) {
        this.connections = connections;
        this.replays = replays;
    }

    /** Which replays of a case run. */
    enum Replays {
        /** All that the case allows. */
        ALL,
        /** Without the splits at every position, which need most connections: TLS splits data into records itself. */
        NO_SPLITS,
        /** As written, and with the whole input first. */
        NO_PIECES
    }

    /** Whether a case does not apply to this transport. */
    boolean impossible(StreamCase one) {
        return false;
    }

    @BeforeAll
    void warmUp() {
        // Loading classes for the first connection takes longer than some cases.
        StreamCases.all(StreamCases.AGREED).stream().limit(2).forEach(first -> failures(first));
    }

    @AfterAll
    void close() {
        runners.shutdown();
        connections.close();
    }

    @TestFactory
    Stream<DynamicTest> agreedCases() {
        return tests(StreamCases.AGREED);
    }

    @TestFactory
    Stream<DynamicTest> moreCases() {
        return tests(StreamCases.MORE);
    }

    @TestFactory
    Stream<DynamicTest> frameCases() {
        return tests(StreamCases.FRAMES);
    }

    private Stream<DynamicTest> tests(String resource) {
        List<DynamicTest> tests = new ArrayList<>();
        for (StreamCase one : StreamCases.chosen(resource)) {
            if (impossible(one)) {
                continue;
            }
            CompletableFuture<List<AssertionError>> run = CompletableFuture.supplyAsync(() -> failures(one), runners);
            tests.add(DynamicTest.dynamicTest(one.name(), () -> requireNone(run.join())));
        }
        return tests.stream();
    }

    private List<AssertionError> failures(StreamCase one) {
        List<AssertionError> failures = new ArrayList<>();
        for (CaseReplay replay : CaseReplay.of(one, replays)) {
            try {
                replay.run(connections);
            } catch (AssertionError e) {
                failures.add(e);
            }
        }
        return failures;
    }

    private static void requireNone(List<AssertionError> failures) {
        if (!failures.isEmpty()) {
            AssertionError first = failures.get(0);
            String others = failures.size() == 1 ? "" : " (and " + (failures.size() - 1) + " more replays failed)";
            AssertionError error = new AssertionError(first.getMessage() + others, first);
            failures.stream().skip(1).limit(9).forEach(error::addSuppressed);
            throw error;
        }
    }
}
