package dev.futurewire.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.futurewire.FrameTooLongException;
import dev.futurewire.IncompleteReadException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The expected outcome of an operation.
 *
 * @param json for example {@code {"error": "tooLong", "limit": 7}}
 */
record Expectation(JsonNode json) {
    /**
     * Compares an outcome with the expectation.
     *
     * @return what is wrong, or null
     */
    @Nullable
    String mismatch(Outcome outcome) {
        return holds(outcome) ? null : "expected " + shortened(json.toString()) + " but was " + outcome;
    }

    private boolean holds(Outcome outcome) {
        if (json.has("any")) {
            return true;
        }
        if (json.has("anyOf")) {
            for (JsonNode choice : json.path("anyOf")) {
                if (new Expectation(choice).holds(outcome)) {
                    return true;
                }
            }
            return false;
        }
        Throwable failure = outcome.failure();
        if (json.has("error")) {
            return failure != null && ErrorKind.matches(json.path("error").asText(), failure) && detailsHold(failure);
        }
        return failure == null && valueHolds(outcome.value());
    }

    private boolean valueHolds(@Nullable Object value) {
        if (json.has("ok")) {
            return true;
        }
        if (json.has("null")) {
            return value == null;
        }
        int times = json.path("times").asInt(1);
        if (json.has("line")) {
            return json.path("line").asText().repeat(times).equals(value);
        }
        if (json.has("bytes")) {
            return value instanceof byte[] bytes
                    && Arrays.equals(
                            bytes, Step.latin1(json.path("bytes").asText().repeat(times)));
        }
        throw new AssertionError("unknown expectation: " + json);
    }

    private boolean detailsHold(Throwable failure) {
        if (json.has("limit")
                && !(failure instanceof FrameTooLongException tooLong
                        && tooLong.limit() == json.path("limit").asInt())) {
            return false;
        }
        if (json.has("partial")
                && !(failure instanceof IncompleteReadException incomplete
                        && new String(incomplete.partial(), StandardCharsets.ISO_8859_1)
                                .equals(json.path("partial").asText()))) {
            return false;
        }
        return !json.has("expected")
                || (failure instanceof IncompleteReadException incomplete
                        && incomplete.expected() == json.path("expected").asInt());
    }

    private static String shortened(String text) {
        return text.length() <= 120 ? text : text.substring(0, 120) + "...";
    }
}
