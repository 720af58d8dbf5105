package dev.futurewire.monitor.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.futurewire.feed.ConnectionRow;
import dev.futurewire.feed.FeedSnapshot;
import dev.futurewire.feed.FeedViewer;
import dev.futurewire.feed.Traffic;
import dev.futurewire.feed.WarningRow;
import dev.futurewire.monitor.model.FeedFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordingTest {
    @TempDir
    private Path folder;

    private static final class RecordingViewer implements FeedViewer {
        private final List<FeedSnapshot> ticks = new ArrayList<>();
        private final List<Traffic> traffic = new ArrayList<>();
        private final CountDownLatch over = new CountDownLatch(1);
        private String server = "";
        private long retry;

        @Override
        public void connected(String name, boolean controlAllowed) {
            server = name;
            assertThat(controlAllowed).isFalse();
        }

        @Override
        public void tick(FeedSnapshot snapshot) {
            ticks.add(snapshot);
        }

        @Override
        public void traffic(Traffic piece) {
            traffic.add(piece);
        }

        @Override
        public void refused(String code, String message) {}

        @Override
        public void lost(String message, long retryInMillis) {
            retry = retryInMillis;
            over.countDown();
        }
    }

    @Test
    void replaysWhatWasRecorded() throws Exception {
        Path file = folder.resolve("r.ndjson");
        List<FeedSnapshot> ticks = new ArrayList<>();
        try (Recorder recorder = new Recorder(file, "echo 127.0.0.1:7000", "start", failure -> {
            throw new AssertionError(failure);
        })) {
            for (int i = 0; i < 5; i++) {
                List<ConnectionRow> rows = i < 3
                        ? List.of(FeedFixtures.row(1, i, i), FeedFixtures.row(2, 7, 7))
                        : List.of(FeedFixtures.row(2, 7, 7), FeedFixtures.row(3, 1, 1));
                List<ConnectionRow> closed = i == 3
                        ? List.of(FeedFixtures.closed(1, "timeout", FeedFixtures.NOW))
                        : List.<ConnectionRow>of();
                FeedSnapshot tick = FeedFixtures.tick(
                        i + 1,
                        FeedFixtures.NOW + i * 10L,
                        rows,
                        closed,
                        List.of(new WarningRow(
                                FeedFixtures.NOW, "SLOW_CONSUMER", 2, "slow", "A.java:1", List.of("x"))));
                ticks.add(tick);
                recorder.tick(tick);
            }
            recorder.traffic(new Traffic(2, FeedFixtures.NOW, true, new byte[] {0, -1, '\n'}, 3, 12));
        }
        RecordedFeed.check(file);

        RecordingViewer viewer = new RecordingViewer();
        try (RecordedFeed replay = new RecordedFeed(file, 10)) {
            replay.watch(viewer, 10);
            assertThat(viewer.over.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(viewer.server).isEqualTo("echo 127.0.0.1:7000");
        assertThat(viewer.ticks).isEqualTo(ticks);
        assertThat(viewer.traffic).hasSize(1);
        assertThat(viewer.traffic.get(0).bytes()).containsExactly(0, -1, '\n');
        assertThat(viewer.traffic.get(0).skippedBytes()).isEqualTo(12);
        assertThat(viewer.retry).isEqualTo(-1);
    }

    @Test
    void otherFilesAreRejected() throws Exception {
        for (String content : List.of("", "hello\n", "{}\n", "{\"type\":\"recording\",\"version\":99}\n")) {
            Path file = Files.writeString(folder.resolve("x" + content.length()), content);
            assertThatThrownBy(() -> RecordedFeed.check(file)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aTruncatedRecordingPlaysToItsEnd() throws Exception {
        Path file = folder.resolve("torn.ndjson");
        try (Recorder recorder = new Recorder(file, "echo", "start", failure -> {})) {
            recorder.tick(FeedFixtures.tick(1, FeedFixtures.NOW, List.of(FeedFixtures.row(1))));
        }
        Files.writeString(file, Files.readString(file) + "{\"type\":\"tick\",\"ro");
        RecordingViewer viewer = new RecordingViewer();
        try (RecordedFeed replay = new RecordedFeed(file, 10)) {
            replay.watch(viewer, 10);
            assertThat(viewer.over.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(viewer.ticks).hasSize(1);
    }
}
