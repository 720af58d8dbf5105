package dev.futurewire.monitor.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConnectionExportTest {
    @TempDir
    private Path folder;

    private final List<ConnectionEntry> entries = List.of(
            FeedFixtures.entry(1, 10, 20),
            new ConnectionEntry(FeedFixtures.closed(2, "frame too long", FeedFixtures.NOW), 0, 0, "A B"));

    @Test
    void csvHasAHeaderAndAsManyFieldsInEachLine() throws Exception {
        Path file = folder.resolve("x.csv");
        ConnectionExport.csv(file, entries);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(3);
        assertThat(lines).allMatch(line -> line.split(",", -1).length == 23);
        assertThat(lines.get(1)).startsWith("1,open,10.0.0.1:40001,").contains("EchoService.java:42");
        assertThat(lines.get(2)).contains("frame too long");
    }

    @Test
    void csvIsNoFormula() {
        assertThat(ConnectionExport.quoted("=1+1")).isEqualTo("'=1+1");
        assertThat(ConnectionExport.quoted("a,\"b\"")).isEqualTo("\"a,\"\"b\"\"\"");
    }

    @Test
    void ndjsonIsAnObjectALine() throws Exception {
        Path file = folder.resolve("x.ndjson");
        ConnectionExport.ndjson(file, entries);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        JsonNode first = new ObjectMapper().readTree(lines.get(0));
        assertThat(first.path("id").asLong()).isEqualTo(1);
        assertThat(first.path("awaiting").path("operation").asText()).isEqualTo("readLine");
    }
}
