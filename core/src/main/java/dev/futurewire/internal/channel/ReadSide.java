package dev.futurewire.internal.channel;

import dev.futurewire.FrameTooLongException;
import dev.futurewire.IncompleteReadException;
import dev.futurewire.internal.frame.InputBuffer;
import dev.futurewire.internal.frame.ScanResult;
import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.FailureOrigins;
import dev.futurewire.internal.loop.BufferPool;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.internal.loop.ReadSizePredictor;
import dev.futurewire.internal.memory.MemoryBudget;
import dev.futurewire.internal.tls.TlsTransport;
import dev.futurewire.observe.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.nio.charset.CharacterCodingException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The reading half of a channel: the pump that keeps one transport read under way, and the one waiter it serves.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>The pump reads ahead, {@link #READ_AHEAD} bytes at most without a reader, so that the end of a connection is noticed
 * while the program does something else. Its read is never cancelled: readers come and go, they wait for the buffer only.
 *
 * <p>A read whose unit is buffered completes at once, {@link #IMMEDIATE} times in a row; the next one is completed by the
 * turn itself. So even a program that loops by recursion unwinds its stack, and no connection holds the loop for long.
 *
 * <p>An idle connection waits with a small buffer of its own, outside the heap, and what comes is copied into an array. What
 * it waits with follows the traffic: where more is expected ({@link ReadSizePredictor}) it is an array of that size, and while
 * reads fill that a pooled buffer of the thread takes its place. Where the transport lends a buffer, a connection that holds
 * nothing has none at all.
 *
 * <p>What says no more than that nothing has come yet is left out while a connection waits: the input, and what is expected.
 *
 * <p>Everything here belongs to the owner of the channel's turn, except what the transport reports ({@link #result}).
 */
final class ReadSide {
    /** How much is read without anybody reading: 64 KiB. */
    static final int READ_AHEAD = 64 * 1024;

    /** How many reads in a row may complete inside their own call. */
    static final int IMMEDIATE = 64;

    /** With less room than this for the next read, room is made: 64 bytes. */
    private static final int LEAST_ROOM = InputBuffer.SMALLEST / 2;

    /** The most that one transport read asks for: the JDK caches a direct buffer of that size per thread. */
    private static final int SLICE = 128 * 1024;

    /** How a TLS connection begins: a record of type handshake, of major version 3. */
    private static final byte TLS_HANDSHAKE = 22;

    private static final byte TLS_MAJOR = 3;

    /**
     * From this size on what came in a lent buffer is copied into a pooled one: 8 KiB. With less, peers that send a part of a
     * record and no more would hold many times of it.
     */
    private static final int LARGE = BufferPool.BUFFER_SIZE / 8;

    private static final ByteBuffer NO_BUFFER = ByteBuffer.allocate(0);

    /** Never told of a read. */
    private static final ReadSizePredictor LITTLE = new ReadSizePredictor(InputBuffer.SMALLEST);

    private static final int NOTHING = Integer.MIN_VALUE;
    private static final int FAILED = Integer.MIN_VALUE + 1;

    private final StreamChannel channel;

    /** No read is to be started: another transport follows. */
    private boolean held;

    /** What the read under way brings goes to TLS: it began before there was any. */
    private boolean inherited;

    /** What has come; null while it would be {@link InputBuffer#blank}. */
    private @Nullable InputBuffer input;

    /** Wraps the input's array; what came in a lent buffer is put into one by the transport's thread. */
    private ByteBuffer target = NO_BUFFER;

    private @Nullable PendingRead<?> waiter;
    private byte immediate;

    /** Null: little. */
    private @Nullable ReadSizePredictor expected;

    private boolean reading;

    /** The read under way has no buffer. */
    private boolean lent;

    /** How the transport's read ended: a count, -1, or one of the constants. Written by the transport's thread. */
    private volatile int result = NOTHING;

    private @Nullable IOException resultFailure;

    private boolean ended;
    private @Nullable IOException broken;
    private boolean closed;

    /** The transport is closed. */
    private boolean released;

    private boolean discarding;
    private boolean sawEnd;

    /** A reader has been told that the connection broke. */
    private boolean sawReset;

    /** What came was refused: nothing more is delivered, but the transport is whole, and a close reads on and drops. */
    private boolean refused;
    /** More is to be read, but there is no room and memory is tight. Also read from outside. */
    private boolean starving;

    /** It was resumed and may grow until nothing is held any more. */
    private boolean feeding;

    /** A record was found to be too long for a reader that was withdrawn at that moment: the next one is told. */
    private @Nullable IOException untold;

    /** How many units readers have got, errors included. */
    private int units;

    long bytesIn;
    long linesIn;

    ReadSide(StreamChannel channel) {
        this.channel = channel;
    }

    /** The owner reads, at once if it can be; null if it has to wait, see {@link #await}. */
    <T extends @Nullable Object> @Nullable CompletableFuture<T> read(ReadRequest<T> kind) {
        PendingRead<?> waiting = waiter;
        if (waiting != null && !waiting.claimed()) {
            return ChannelFuture.failed(channel, new ReadPendingException());
        }
        waiter = null;
        if (closed) {
            channel.readTooLate(kind.operation());
            return ChannelFuture.failed(channel, FailureOrigins.mark(channel, new ClosedChannelException()));
        }
        if (untold != null) {
            return ChannelFuture.failed(channel, tell());
        }
        if (immediate < IMMEDIATE && channel.working()) {
            ScanResult frame = kind.scan(input(), channel.options().maxFrameLength());
            if (frame != ScanResult.MORE) {
                immediate++;
                units++;
                return now(kind, frame);
            }
            if (broken != null) {
                return ChannelFuture.failed(channel, told(broken));
            }
        }
        return null;
    }

    /** The owner waits after all, for what {@link #read} did not have. */
    <T extends @Nullable Object> CompletableFuture<T> await(PendingRead<T> read) {
        waiter = read;
        return read;
    }

    /** The owner takes a read in that another thread has made. Its completion waits for the turn. */
    void adopt(PendingRead<?> read) {
        PendingRead<?> waiting = waiter;
        if (waiting != null && !waiting.claimed()) {
            channel.complete(() -> refuse(read, new ReadPendingException()));
        } else if (closed) {
            channel.readTooLate(read.kind());
            channel.complete(() -> refuse(read, FailureOrigins.mark(channel, new ClosedChannelException())));
        } else {
            waiter = read;
            long deadline = read.deadline();
            if (deadline != 0) {
                // It may have been set while the alarm for an earlier one went off and was taken for still to come.
                channel.clock().ensure(deadline);
            }
        }
    }

    private static void refuse(PendingRead<?> read, Exception why) {
        if (read.claim()) {
            read.fail(why);
        }
    }

    private <T extends @Nullable Object> CompletableFuture<T> now(ReadRequest<T> kind, ScanResult frame) {
        if (frame == ScanResult.READY) {
            try {
                T value = take(kind);
                return ChannelFuture.completed(channel, value);
            } catch (CharacterCodingException malformed) {
                return ChannelFuture.failed(channel, FailureOrigins.mark(channel, malformed));
            }
        }
        if (frame == ScanResult.END) {
            sawEnd = true;
            return ChannelFuture.completed(channel, kind.eofValue());
        }
        return ChannelFuture.failed(channel, failure(kind, frame));
    }

    private IOException failure(ReadRequest<?> kind, ScanResult frame) {
        if (frame == ScanResult.INCOMPLETE) {
            sawEnd = true;
            return FailureOrigins.mark(channel, new IncompleteReadException(input().takeBytes(), kind.expected()));
        }
        return FailureOrigins.mark(
                channel, new FrameTooLongException(kind.limit(channel.options().maxFrameLength())));
    }

    private IOException tell() {
        IOException failure = untold != null ? untold : new ClosedChannelException();
        untold = null;
        return failure;
    }

    private IOException told(IOException failure) {
        sawReset |= PeerReset.is(failure);
        return failure;
    }

    /** Takes the unit that was found. */
    private <T extends @Nullable Object> T take(ReadRequest<T> kind) throws CharacterCodingException {
        if (!kind.countsAsLine()) {
            ChannelEvents.consumed(channel, input());
        }
        T value = kind.take(input());
        if (kind.countsAsLine()) {
            linesIn++;
        }
        if (kind.operation() == Operation.READ_ALL) {
            // All there is: the end came with it.
            sawEnd = true;
        }
        return value;
    }

    /**
     * Serves the waiter if its unit, the end or a failure is there. Calls user code. In a turn.
     *
     * @return false if the waiter has to go on waiting or there is none
     */
    boolean serve() {
        PendingRead<?> read = waiter;
        if (read == null) {
            return false;
        }
        return serve(read);
    }

    private <T extends @Nullable Object> boolean serve(PendingRead<T> read) {
        if (read.claimed()) {
            waiter = null;
            return false;
        }
        if (closed) {
            return end(read, FailureOrigins.mark(channel, new AsynchronousCloseException()));
        }
        if (untold != null) {
            return end(read, tell());
        }
        ScanResult frame = read.scan(input(), channel.options().maxFrameLength());
        if (frame == ScanResult.MORE) {
            return broken != null && end(read, told(broken));
        }
        if (!read.claim()) {
            // Withdrawn at this moment: a unit stays where it is.
            waiter = null;
            if (frame == ScanResult.TOO_LONG) {
                untold = failure(read.read(), frame);
            }
            return false;
        }
        waiter = null;
        units++;
        ChannelEvents.waited(channel, read);
        if (frame == ScanResult.READY) {
            T value;
            try {
                value = take(read.read());
            } catch (CharacterCodingException malformed) {
                call(read, FailureOrigins.mark(channel, malformed));
                return true;
            }
            channel.enterUser();
            read.finish(value);
        } else if (frame == ScanResult.END) {
            sawEnd = true;
            channel.enterUser();
            read.finish(read.read().eofValue());
        } else {
            IOException failure = failure(read.read(), frame);
            channel.enterUser();
            read.fail(failure);
        }
        channel.leaveUser();
        return true;
    }

    private boolean end(PendingRead<?> read, IOException failure) {
        waiter = null;
        if (read.claim()) {
            call(read, failure);
            return true;
        }
        return false;
    }

    private void call(PendingRead<?> read, IOException failure) {
        channel.enterUser();
        read.fail(failure);
        channel.leaveUser();
    }

    /** The waiter's deadline may have passed. Calls user code. In a turn. */
    void expire(long now) {
        PendingRead<?> read = waiter;
        if (read != null && read.deadline() != 0 && read.deadline() - now <= 0 && !read.claimed()) {
            waiter = null;
            ChannelEvents.timedOut(channel, read, now);
            channel.enterUser();
            read.expire();
            channel.leaveUser();
        }
    }

    /** Whether somebody reads a unit of which a part has come, or whose overlong predecessor is being skipped. */
    boolean inFrame() {
        PendingRead<?> read = waiter;
        return read != null && read.read().hasFrameTimeout() && (buffered() > 0 || skipping()) && !read.claimed();
    }

    /** A number that every unit changes. */
    int units() {
        return units;
    }

    /** When the waiter times out, or 0. */
    long deadline() {
        PendingRead<?> read = waiter;
        return read == null || read.claimed() ? 0 : read.deadline();
    }

    /** Who waits, for those who look from outside. */
    @Nullable
    PendingRead<?> waiter() {
        return waiter;
    }

    /**
     * Starts a transport read if more input is wanted and none is under way.
     *
     * @return true if it completed inside and there may be something to serve
     */
    boolean pump() {
        while (wantsPump() && !starves()) {
            begin();
            if (!absorb()) {
                return false;
            }
            if (waiter != null || closed) {
                // Somebody to serve, or a close sequence that may go on.
                return true;
            }
        }
        return false;
    }

    /** Whether {@link #pump} would read. */
    boolean wantsPump() {
        if (reading || held || ended || released || (broken != null && !(refused && discarding))) {
            return false;
        }
        if (closed) {
            return discarding && !channel.discardedEnough();
        }
        return waiter != null || buffered() < READ_AHEAD;
    }

    /** Whether there is no room for more, and none to be had for the moment. */
    private boolean starves() {
        InputBuffer known = input;
        int count = known == null ? 0 : known.available();
        if (count == 0) {
            fed();
            return false;
        }
        if (target.capacity() - count >= LEAST_ROOM || feeding) {
            return false;
        }
        MemoryBudget budget = channel.budget();
        boolean granted = budget.grants(2 * Math.max(count, InputBuffer.SMALLEST));
        if (!granted && !starving) {
            starving = true;
            budget.starve(channel);
        }
        return !granted;
    }

    /** There may be memory again. */
    void resume() {
        if (starving) {
            starving = false;
            feeding = true;
        } else {
            // Released in the meantime.
            channel.budget().fed();
        }
    }

    private void fed() {
        if (feeding) {
            feeding = false;
            channel.budget().fed();
        }
    }

    /** Whether it is for want of memory that nothing is read. */
    boolean starving() {
        return starving;
    }

    /** The capacity of what is read into. */
    int held() {
        return target.capacity();
    }

    /** Whether nothing that came is still to be answered: nobody may need the output for it. */
    boolean answered() {
        return closed || waiter != null || buffered() == 0;
    }

    /** Whether a turn must run for the waiter: nobody else will signal one. */
    boolean needsTurn() {
        return wantsPump() || (waiter != null && immediate >= IMMEDIATE);
    }

    /** A callback begins: reads inside it may complete at once again. */
    void refresh() {
        immediate = 0;
    }

    private void begin() {
        reading = true;
        LoopThread thread = channel.loopThread();
        if (thread != null && buffered() == 0 && channel.transport().lends()) {
            exchange(thread, NO_BUFFER);
            lent = true;
            channel.transport().readLent();
            return;
        }
        prepare(thread);
        int from = 0;
        InputBuffer known = input;
        if (known != null) {
            known.receiving();
            from = known.writeIndex();
        }
        target.limit(from + Math.min(target.capacity() - from, SLICE)).position(from);
        channel.transport().read(target);
    }

    /** Sees to room for the next read: as much as is expected, four times as much if the last one filled its buffer. */
    private void prepare(@Nullable LoopThread thread) {
        ReadSizePredictor read = expected != null ? expected : LITTLE;
        int capacity = target.capacity();
        InputBuffer known = input;
        if (known == null || known.available() == 0) {
            int wish = waiting(read, capacity);
            if (thread != null && expected == null) {
                exchange(thread, thread.buffers().takeWaiting());
            } else if (wish != capacity) {
                exchange(thread, buffer(thread, wish));
            }
            return;
        }
        int count = known.available();
        int larger = read.larger(capacity);
        if (!feeding && channel.budget().tight() && capacity - count >= LEAST_ROOM) {
            // It makes do with what it has.
            if (known.room() < LEAST_ROOM) {
                known.compact();
            }
        } else if (read.filled() && capacity < larger && count <= larger / 2) {
            exchange(thread, buffer(thread, larger));
        } else if (known.room() < LEAST_ROOM || (read.filled() && known.room() < count)) {
            known.ensureRoom(Math.max(count, InputBuffer.SMALLEST));
            if (target.array() != known.array()) {
                giveBack(thread);
                target = ByteBuffer.wrap(known.array());
            }
        }
    }

    /** With how much to wait where nothing is held: with less than is expected, if others need the memory. */
    private int waiting(ReadSizePredictor read, int capacity) {
        int wish = read.capacity(capacity);
        MemoryBudget budget = channel.budget();
        return budget.ample() || (read.filled() && !budget.tight()) ? wish : Math.min(wish, InputBuffer.SMALLEST);
    }

    private static ByteBuffer buffer(@Nullable LoopThread thread, int size) {
        if (thread != null && size == BufferPool.BUFFER_SIZE) {
            return thread.buffers().take();
        }
        return thread != null && size == BufferPool.SMALL_SIZE
                ? thread.buffers().takeSmall()
                : ByteBuffer.allocate(size);
    }

    /** Where what is in a buffer can be looked at: what has come in a waiting one is copied before. */
    private static byte[] array(ByteBuffer buffer) {
        return (buffer.isDirect() ? NO_BUFFER : buffer).array();
    }

    private void exchange(@Nullable LoopThread thread, ByteBuffer other) {
        if (input != null) {
            input.exchange(array(other));
        }
        giveBack(thread);
        target = other;
    }

    private void giveBack(@Nullable LoopThread thread) {
        if (thread != null) {
            thread.buffers().give(target);
        }
    }

    /**
     * Takes in what the transport has reported.
     *
     * @return true if something was
     */
    boolean absorb() {
        int count = result;
        if (count == NOTHING) {
            return false;
        }
        result = NOTHING;
        reading = false;
        boolean judged = !lent;
        boolean copied = lent || copyWaiting(count);
        lent = false;
        if (input != null) {
            // Nobody writes there any more, whatever has come.
            input.received(0);
            if (copied) {
                input.exchange(target.array());
            }
        }
        if (inherited) {
            inherited = false;
            if (channel.transport() instanceof TlsTransport heir) {
                bequeath(heir, count);
            }
            return true;
        }
        if (count == FAILED) {
            breakOff(resultFailure);
            return true;
        }
        if (count < 0) {
            end();
            return true;
        }
        InputBuffer received = input();
        int from = received.writeIndex();
        ChannelEvents.read(channel, target, from, count);
        received.received(count);
        bytesIn += count;
        if (judged) {
            learn(count, target.limit() - from);
        }
        if (discarding) {
            discard();
        } else if (broken != null) {
            clear();
        }
        return true;
    }

    /** The transport has read the end: the peer's, or that of a reset which a write has reported already. */
    private void end() {
        if (broken != null) {
            ended = true;
            return;
        }
        IOException reset = channel.writeFailure();
        if (reset != null && !channel.transport().endsDespite(reset)) {
            breakOff(reset);
        } else {
            input().end();
            ended = true;
        }
    }

    /** Where both directions have failed, it is with the write's failure: the output has been told of that already. */
    private void breakOff(@Nullable IOException failure) {
        IOException first = channel.writeFailure();
        refused = false;
        if (broken == null) {
            broken = first != null && failure != null && PeerReset.is(first) && PeerReset.is(failure) ? first : failure;
        }
        if (broken != null) {
            channel.brokenInput(broken);
        }
    }

    /** What has come in a waiting buffer goes to an array. */
    private boolean copyWaiting(int count) {
        ByteBuffer from = target;
        if (!from.isDirect()) {
            return false;
        }
        LoopThread thread = channel.loopThread();
        giveBack(thread);
        if (count > 0) {
            target = buffer(thread, BufferPool.SMALL_SIZE);
            target.put(0, from, 0, count);
        } else {
            target = NO_BUFFER;
        }
        return true;
    }

    private void learn(int count, int offered) {
        ReadSizePredictor known = expected;
        if (known == null) {
            if (count < InputBuffer.SMALLEST && count < offered) {
                return;
            }
            known = new ReadSizePredictor(InputBuffer.SMALLEST);
            expected = known;
        }
        known.record(count, offered);
        if (known.little()) {
            expected = null;
        }
    }

    /** A read without a buffer has brought something. On the transport's thread, which owns the target until it is told. */
    void lent(ByteBuffer bytes) {
        int count = bytes.remaining();
        int size = count >= LARGE && channel.budget().ample()
                ? BufferPool.BUFFER_SIZE
                : Math.max(count, InputBuffer.SMALLEST);
        ByteBuffer copy = buffer(LoopThread.current(), size);
        copy.put(0, bytes, bytes.position(), count);
        target = copy;
    }

    /** What has come, for those who look into it. */
    private InputBuffer input() {
        InputBuffer known = input;
        if (known == null) {
            known = new InputBuffer(array(target), reading);
            input = known;
        }
        return known;
    }

    /** A turn ends. */
    void rest() {
        if (input != null && input.blank()) {
            input = null;
        }
    }

    private void bequeath(TlsTransport heir, int count) {
        IOException failure = resultFailure;
        if (count == FAILED) {
            heir.handOverFailed(failure != null ? failure : new ClosedChannelException());
        } else if (count < 0) {
            heir.handOver(null);
        } else {
            heir.handOver(ByteBuffer.wrap(target.array(), input().writeIndex(), count));
        }
    }

    /** No more reads from the present transport, and none from the next one before {@link #switchTo}. */
    void hold() {
        held = true;
    }

    /** Whether nothing waits to be read but, perhaps, the beginning of a TLS record: what no line begins with. */
    boolean cleanForTls(boolean recordMayCome) {
        InputBuffer known = input;
        if (known == null) {
            return true;
        }
        if (known.skipping()) {
            return false;
        }
        int count = known.available();
        return count == 0
                || (recordMayCome
                        && known.array()[known.contentStart()] == TLS_HANDSHAKE
                        && (count == 1 || known.array()[known.contentStart() + 1] == TLS_MAJOR));
    }

    /** Reads go on from TLS, which gets what has been received and what the read under way will bring. */
    void switchTo(TlsTransport other) {
        InputBuffer known = input;
        if (known != null && known.available() > 0) {
            int count = known.available();
            other.carry(ByteBuffer.wrap(known.array(), known.contentStart(), count));
            bytesIn -= count;
            known.clear();
        }
        if (reading) {
            inherited = true;
            other.adopt();
        }
        held = false;
    }

    /** Reading is over: the connection cannot be trusted any more. */
    void fail(IOException failure) {
        if (broken == null) {
            broken = failure;
        }
        clear();
        held = false;
    }

    /** Reading is over because of what came. The transport is whole: the connection can still be closed gracefully. */
    void refuse(IOException failure) {
        fail(failure);
        refused = true;
    }

    /** Whether the transport has reported something that was not taken in yet. */
    boolean reported() {
        return result != NOTHING;
    }

    /** The transport's read ended; -1 is the end of the stream. */
    void completed(int count) {
        result = count < 0 ? -1 : count;
    }

    /** The transport's read failed. */
    void failed(IOException failure) {
        resultFailure = failure;
        result = FAILED;
    }

    /** No more reads: a waiting one will fail in the next turn. */
    void close() {
        closed = true;
    }

    /** Input is read and dropped from now on. */
    void discard() {
        discarding = true;
        channel.discarded(buffered());
        clear();
    }

    private void clear() {
        if (input != null) {
            input.clear();
        }
    }

    /** The transport is closed: the buffers go. */
    void release(@Nullable LoopThread thread) {
        if (!reading) {
            giveBack(thread);
            target = NO_BUFFER;
        }
        discarding = false;
        released = true;
        clear();
        if (starving) {
            starving = false;
            channel.budget().leaves(channel);
        }
        fed();
    }

    /** Whether nothing more will come. */
    boolean over() {
        return ended || released || (broken != null && !refused);
    }

    /** Whether no byte is there for a reader and none will come: what it gets is the end, or a failure. */
    boolean exhausted() {
        return closed || (over() && buffered() == 0);
    }

    boolean ended() {
        return ended;
    }

    @Nullable
    IOException broken() {
        return broken == null && released ? new ClosedChannelException() : broken;
    }

    boolean reading() {
        return reading;
    }

    /** Whether a reader has been told of the end of the stream. */
    boolean sawEnd() {
        return sawEnd;
    }

    /** Whether a reader has been told that the connection broke. */
    boolean sawReset() {
        return sawReset;
    }

    int buffered() {
        InputBuffer known = input;
        return known == null ? 0 : known.available();
    }

    private boolean skipping() {
        return input != null && input.skipping();
    }
}
