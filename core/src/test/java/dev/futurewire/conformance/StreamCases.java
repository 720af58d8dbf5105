package dev.futurewire.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The cases of the data files. */
final class StreamCases {
    /** The cases of the agreed format. */
    static final String AGREED = "/conformance/streams.json";

    /** More of the same families. */
    static final String MORE = "/conformance/more-streams.json";

    /** Frames of decoders. */
    static final String FRAMES = "/conformance/frames.json";

    private StreamCases() {}

    /**
     * The cases of a file whose names contain {@code -Dconformance.case}, or all of them.
     *
     * @param resource the file
     */
    static List<StreamCase> chosen(String resource) {
        String wanted = System.getProperty("conformance.case", "");
        return all(resource).stream().filter(c -> c.name().contains(wanted)).toList();
    }

    static List<StreamCase> all(String resource) {
        try (InputStream in = Objects.requireNonNull(StreamCases.class.getResourceAsStream(resource), resource)) {
            List<StreamCase> cases = new ArrayList<>();
            JsonNode array = new ObjectMapper().readTree(in);
            array.forEach(element -> cases.add(StreamCase.of(element)));
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }
}
