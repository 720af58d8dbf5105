package dev.futurewire.internal.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.futurewire.ShutdownReport;
import dev.futurewire.internal.loop.GroupLoop;
import dev.futurewire.internal.time.Timer;
import dev.futurewire.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The order of a shutdown during which the last connection closes. */
final class ShutdownOrderTest {
    private final ServerCore core = mock(ServerCore.class);
    private final Shutdown shutdown = new Shutdown(core);
    private final List<String> events = new ArrayList<>();

    /** An accept that fails because its loop has ended would be logged as if descriptors had run out. */
    @Test
    void noLoopEndsBeforeItsListeningSocketIsClosed() {
        GroupLoop loop = mock(GroupLoop.class);
        when(loop.timer()).thenReturn(mock(Timer.class));
        when(core.firstLoop()).thenReturn(loop);
        when(core.allClosesNotified()).thenReturn(true);
        boolean[] notified = new boolean[1];
        doAnswer(call -> {
                    if (!notified[0]) {
                        notified[0] = true;
                        shutdown.closeNotified();
                    }
                    return events.add("closed");
                })
                .when(core)
                .stopAccepting();
        doAnswer(call -> events.add("loops ended")).when(core).endLoops();

        CompletableFuture<ShutdownReport> end = shutdown.begin(Duration.ofSeconds(1));

        assertEquals(List.of("closed", "loops ended", "closed"), events);
        Await.value(end);
    }
}
