package dev.futurewire.benchmarks;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes every figure of every round as JSON. */
final class JsonResults {
    private final List<RowResults<?>> entries = new ArrayList<>();

    private final Map<String, Map<String, GrowthReport.Plot>> growths = new LinkedHashMap<>();

    private record RowResults<S>(Workload row, Workload.Shape shape, Results<S> results, Figure<S> figure) {}

    private interface Figure<S> {
        void write(JsonGenerator json, S sample) throws IOException;
    }

    void addWork(Workload row, Workload.Shape shape, Results<Sample> results) {
        entries.add(new RowResults<>(row, shape, results, JsonResults::write));
    }

    void addIdle(Workload row, Workload.Shape shape, Results<IdleSample> results) {
        entries.add(new RowResults<>(row, shape, results, JsonResults::write));
    }

    void addGrowth(Growth growth, GrowthReport report) {
        growths.put(growth.label(), report.curves());
    }

    void write(Path file, Map<String, String> about) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(file.toFile(), JsonEncoding.UTF8)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            for (Map.Entry<String, String> line : about.entrySet()) {
                json.writeStringField(line.getKey(), line.getValue());
            }
            json.writeArrayFieldStart("rows");
            for (RowResults<?> entry : entries) {
                write(json, entry);
            }
            json.writeEndArray();
            json.writeObjectFieldStart("growth");
            for (Map.Entry<String, Map<String, GrowthReport.Plot>> growth : growths.entrySet()) {
                json.writeObjectFieldStart(growth.getKey());
                for (Map.Entry<String, GrowthReport.Plot> plot :
                        growth.getValue().entrySet()) {
                    write(json, plot.getKey(), plot.getValue());
                }
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
        }
    }

    private static void write(JsonGenerator json, String name, GrowthReport.Plot plot) throws IOException {
        json.writeArrayFieldStart(name);
        for (double[] round : plot.curve().rounds()) {
            json.writeStartObject();
            for (int i = 0; i < round.length; i++) {
                json.writeNumberField(plot.points().get(i), round[i]);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static <S> void write(JsonGenerator json, RowResults<S> entry) throws IOException {
        json.writeStartObject();
        json.writeStringField("row", entry.row().label());
        json.writeNumberField("connections", entry.shape().connections());
        json.writeNumberField("depth", entry.shape().depth());
        json.writeNumberField("bytes", entry.shape().bytes());
        json.writeObjectFieldStart("peers");
        for (String peer : entry.results().peers()) {
            json.writeArrayFieldStart(peer);
            for (Map.Entry<Integer, S> round : entry.results().rounds(peer).entrySet()) {
                json.writeStartObject();
                json.writeNumberField("round", round.getKey());
                entry.figure().write(json, round.getValue());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeEndObject();
        json.writeObjectFieldStart("notes");
        for (Map.Entry<String, String> note : entry.results().notes().entrySet()) {
            json.writeStringField(note.getKey(), note.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Sample sample) throws IOException {
        json.writeNumberField("perSecond", sample.perSecond());
        json.writeNumberField("perCpuSecond", sample.perCpuSecond());
        json.writeNumberField("server", sample.server());
        json.writeNumberField("jit", sample.jit());
        json.writeNumberField("others", sample.others());
        json.writeNumberField("client", sample.client());
        json.writeNumberField("clientCores", sample.clientCores());
        json.writeNumberField("p50Nanos", sample.p50Nanos());
        json.writeNumberField("p99Nanos", sample.p99Nanos());
        json.writeNumberField("p999Nanos", sample.p999Nanos());
    }

    private static void write(JsonGenerator json, IdleSample sample) throws IOException {
        json.writeNumberField("emptyBytes", sample.empty());
        json.writeNumberField("residentBytes", sample.resident());
        json.writeNumberField("residentLaterBytes", sample.residentLater());
        if (sample.heap() != null) {
            json.writeNumberField("heapBytes", sample.heap());
        }
    }
}
