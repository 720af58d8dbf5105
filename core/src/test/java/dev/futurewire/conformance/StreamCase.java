package dev.futurewire.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.futurewire.support.Setup;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One case of the data.
 *
 * @param name for example {@code line/two-empty-lines}
 * @param setup of the connection
 * @param steps what happens, in order
 * @param replays whether it may be replayed in other chunks
 * @param splits whether it may be split at every position
 */
record StreamCase(String name, Setup setup, List<Step> steps, boolean replays, boolean splits) {
    private static final Set<String> READS =
            Set.of("readLine", "readLineBytes", "readUntil", "readExactly", "read", "readAll", "readSome", "readFrame");

    /** Properties of reads whose outcome depends on when the input arrives. */
    private static final List<String> MODIFIERS =
            List.of("timeoutMs", "cancelAfterMs", "pendingMs", "during", "noWait", "derived", "orElse");

    static StreamCase of(JsonNode json) {
        Setup setup = new Setup(
                json.path("maxFrameLength").asInt(),
                json.path("highWaterMark").asInt(),
                json.path("lowWaterMark").asInt(),
                json.path("peerReceiveBuffer").asInt());
        List<Step> steps = Step.listOf(json.path("steps"));
        boolean replays = json.path("replay").asBoolean(true) && steps.stream().allMatch(StreamCase::isReplayable);
        boolean splits = replays && json.path("replaySplits").asBoolean(true);
        return new StreamCase(json.path("name").asText(), setup, steps, replays, splits);
    }

    private static boolean isReplayable(Step step) {
        if (step.has("op")) {
            return READS.contains(step.name("op")) && MODIFIERS.stream().noneMatch(step::has);
        }
        return step.has("send") || step.has("eof") || step.has("pauseMs");
    }

    /** All input from the peer, in one piece. */
    byte[] input() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        steps.stream().filter(step -> step.has("send")).forEach(step -> all.writeBytes(step.bytes("send")));
        return all.toByteArray();
    }

    /** Whether the peer ends its output. */
    boolean ends() {
        return steps.stream().anyMatch(step -> step.has("eof"));
    }

    /** All reads in order, with repetitions. */
    List<Step> reads() {
        List<Step> reads = new ArrayList<>();
        for (Step step : steps) {
            for (int i = 0; step.has("op") && i < step.number("repeat", 1); i++) {
                reads.add(step);
            }
        }
        return reads;
    }
}
