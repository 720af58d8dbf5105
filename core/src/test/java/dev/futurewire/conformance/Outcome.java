package dev.futurewire.conformance;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How an operation ended.
 *
 * @param value its value, perhaps null
 * @param failure its failure, or null
 */
record Outcome(@Nullable Object value, @Nullable Throwable failure) {
    /** Waits for it. */
    static Outcome of(CompletableFuture<?> future, long withinMillis) {
        try {
            return new Outcome(future.get(withinMillis, TimeUnit.MILLISECONDS), null);
        } catch (ExecutionException e) {
            return new Outcome(null, e.getCause());
        } catch (CancellationException e) {
            return new Outcome(null, e);
        } catch (TimeoutException e) {
            throw new AssertionError("still pending after " + withinMillis + " ms", e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** The arguments of a callback. */
    static Outcome of(@Nullable Object value, @Nullable Throwable failure) {
        Throwable cause = failure == null ? null : failure.getCause();
        return new Outcome(value, failure instanceof CompletionException && cause != null ? cause : failure);
    }

    @Override
    public String toString() {
        if (failure != null) {
            return "failure " + failure;
        }
        String text = value instanceof byte[] bytes
                ? "bytes \"" + new String(bytes, StandardCharsets.ISO_8859_1) + '"'
                : "value \"" + value + '"';
        return text.length() <= 200 ? text : text.substring(0, 200) + "... (" + text.length() + " characters)";
    }
}
