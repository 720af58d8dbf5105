package dev.futurewire.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of a case, as the data has it.
 *
 * @param json the data
 */
record Step(JsonNode json) {
    boolean has(String key) {
        return json.has(key);
    }

    boolean is(String key) {
        return json.path(key).asBoolean(false);
    }

    int number(String key, int otherwise) {
        return json.path(key).asInt(otherwise);
    }

    String name(String key) {
        return json.path(key).asText();
    }

    /** A text, repeated as often as {@code times} says. */
    String text(String key) {
        return json.path(key).asText().repeat(number("times", 1));
    }

    /** Bytes: one for each character. */
    byte[] bytes(String key) {
        return latin1(text(key));
    }

    int intArgument(int index) {
        return json.path("args").path(index).asInt();
    }

    byte[] bytesArgument(int index) {
        return latin1(json.path("args").path(index).asText());
    }

    Expectation expectation() {
        return new Expectation(json.path("expect"));
    }

    List<Step> during() {
        return listOf(json.path("during"));
    }

    static List<Step> listOf(JsonNode array) {
        List<Step> steps = new ArrayList<>();
        array.forEach(element -> steps.add(new Step(element)));
        return steps;
    }

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        String all = json.toString();
        return all.length() <= 200 ? all : all.substring(0, 200) + "...";
    }
}
