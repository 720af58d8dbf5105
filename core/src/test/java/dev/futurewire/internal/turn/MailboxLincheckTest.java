package dev.futurewire.internal.turn;

import dev.futurewire.support.LincheckSizes;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The requests of other threads are delivered once, in order. */
@Tag("slow")
public class MailboxLincheckTest {
    private final Mailbox inbox = new Mailbox();
    private final List<Integer> done = new ArrayList<>();

    @Operation
    public void add(int value) {
        inbox.addRequest(() -> done.add(value));
    }

    @Operation(nonParallelGroup = "owner")
    public List<Integer> runAll() {
        done.clear();
        inbox.runRequests();
        return List.copyOf(done);
    }

    @Test
    void modelChecking() {
        LincheckSizes.modelChecking().check(MailboxLincheckTest.class);
    }

    @Test
    void stress() {
        LincheckSizes.stress().check(MailboxLincheckTest.class);
    }
}
