package dev.futurewire.conformance;

import dev.futurewire.AsyncChannel;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Peer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs steps one after the other. Beyond the agreed format it knows {@code derived} (the name of a method of {@link
 * CompletableFuture}, or several with dots between: the future is the stage that it gives) and {@code orElse} (with
 * {@code timeoutMs}: {@code completeOnTimeout} with this value).
 */
final class StepRunner {
    private static final int WITHIN_MILLIS = 5_000;

    private final AsyncChannel channel;
    private final Peer peer;

    StepRunner(Connection connection) {
        channel = connection.channel();
        peer = connection.peer();
    }

    void run(List<Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            try {
                run(step);
            } catch (Throwable e) {
                throw new AssertionError("step " + (i + 1) + " " + step + ": " + e.getMessage(), e);
            }
        }
    }

    private void run(Step step) {
        if (step.has("op") || step.has("write")) {
            for (int i = 0; i < step.number("repeat", 1); i++) {
                runOperation(step);
            }
        } else if (step.has("writeUntilError")) {
            new WriteUntilError(channel, step).run();
        } else {
            runPeerStep(step);
        }
    }

    private void runPeerStep(Step step) {
        if (step.has("send")) {
            peer.send(step.bytes("send"));
        } else if (step.has("pauseMs")) {
            Await.pause(step.number("pauseMs", 0));
        } else if (step.has("eof")) {
            peer.eof();
        } else if (step.has("reset")) {
            peer.reset();
        } else if (step.has("peerClose")) {
            peer.peerClose();
        } else if (step.has("expectPeer")) {
            peer.expectPeer(step.bytes("expectPeer"));
        } else if (step.has("expectPeerEof")) {
            peer.expectPeerEof();
        } else if (step.has("expectPeerEnd")) {
            peer.expectPeerEnd();
        } else if (step.has("expectPeerSilent")) {
            peer.expectPeerSilent(step.number("expectPeerSilent", 0));
        } else if (step.has("expectPeerLinger")) {
            peer.expectPeerLinger(step.number("expectPeerLinger", 0));
        } else {
            throw new AssertionError("unknown step");
        }
    }

    private void runOperation(Step step) {
        AtomicInteger completions = new AtomicInteger();
        CompletableFuture<?> future = modified(Operations.start(channel, step), step);
        CompletableFuture<?> seen = future.whenComplete((value, failure) -> completions.incrementAndGet());
        if (step.has("pendingMs")) {
            Await.pause(step.number("pendingMs", 0));
            if (future.isDone()) {
                throw new AssertionError("should be pending but is done: " + Outcome.of(future, 0));
            }
        }
        for (Step meanwhile : step.during()) {
            try {
                run(meanwhile);
            } catch (Throwable e) {
                throw new AssertionError("during " + meanwhile + ": " + e.getMessage(), e);
            }
        }
        if (step.has("cancelAfterMs")) {
            Await.pause(step.number("cancelAfterMs", 0));
            future.cancel(true);
        }
        if (step.is("noWait")) {
            return;
        }
        Outcome outcome = Outcome.of(future, step.number("withinMs", WITHIN_MILLIS));
        String wrong = step.expectation().mismatch(outcome);
        if (wrong != null) {
            throw new AssertionError(wrong);
        }
        if (step.has("expectPeer")) {
            peer.expectPeer(Step.latin1(step.json().path("expectPeer").asText()));
        }
        Await.until("its callback has run", seen::isDone);
        if (completions.get() != 1) {
            throw new AssertionError("completed " + completions.get() + " times");
        }
    }

    private static CompletableFuture<?> modified(CompletableFuture<?> started, Step step) {
        CompletableFuture<?> future = started;
        if (step.has("derived")) {
            for (String method : step.name("derived").split("\\.", -1)) {
                future = derived(future, method);
            }
        }
        if (!step.has("timeoutMs")) {
            return future;
        }
        long millis = step.number("timeoutMs", 0);
        return step.has("orElse")
                ? completedOnTimeout(future, step.name("orElse"), millis)
                : future.orTimeout(millis, TimeUnit.MILLISECONDS);
    }

    private static <T> CompletableFuture<T> derived(CompletableFuture<T> future, String method) {
        return switch (method) {
            case "thenApply" -> future.thenApply(value -> value);
            case "thenApplyAsync" -> future.thenApplyAsync(value -> value);
            case "thenCompose" -> future.thenCompose(CompletableFuture::completedFuture);
            case "whenComplete" -> future.whenComplete((value, failure) -> {});
            case "exceptionally" -> future.exceptionallyCompose(CompletableFuture::failedFuture);
            case "copy" -> future.copy();
            default -> throw new AssertionError("unknown way to derive a stage: " + method);
        };
    }

    @SuppressWarnings("unchecked") // the data says what kind of future this is
    private static CompletableFuture<?> completedOnTimeout(CompletableFuture<?> future, String value, long millis) {
        return ((CompletableFuture<Object>) future).completeOnTimeout(value, millis, TimeUnit.MILLISECONDS);
    }
}
