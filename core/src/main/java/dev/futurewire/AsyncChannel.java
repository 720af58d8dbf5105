package dev.futurewire;

import dev.futurewire.internal.connect.Connector;
import dev.futurewire.observe.ChannelSnapshot;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection as a stream: reads and writes are futures.
 *
 * <h2>Reading</h2>
 *
 * <p>One reader at a time: a second read while one is pending fails at once with {@link
 * java.nio.channels.ReadPendingException}; the first is untouched. A read is <b>safe to time out and to cancel</b>:
 * {@code orTimeout}, {@code completeOnTimeout} and {@code cancel}, on the returned future or on a stage derived from it,
 * withdraw only the waiter. No byte is consumed and the next read, of whatever kind, gets them all. A wait for a read is
 * another thing: {@code get(long, TimeUnit)} that times out, and {@code get} that is interrupted, leave the read pending, and
 * it takes the next line. {@link Futures#await(java.util.concurrent.CompletionStage, java.time.Duration)} withdraws it.
 *
 * <p>Records that have arrived completely are delivered before any bad news. After a reset every read fails with the
 * {@link java.io.IOException} that reported it. After {@link #close()} or {@link #abort()} a pending read fails with
 * {@link java.nio.channels.AsynchronousCloseException}, later ones with {@link java.nio.channels.ClosedChannelException}.
 *
 * <p>A record over {@link ChannelOptions#maxFrameLength()} fails with {@link FrameTooLongException} as soon as that is
 * certain. What is left of it, through its delimiter, is discarded whatever is read next; its tail is never delivered.
 *
 * <h2>Writing</h2>
 *
 * <p>Writes may come from any thread; they are queued in the order of the calls and never interleave. The bytes are
 * copied: the caller may reuse its array or buffer as soon as the call returns. After {@link #shutdownOutput()} or
 * {@link #close()} a write fails with {@link java.nio.channels.ClosedChannelException}; once the connection is broken it
 * fails with the {@link java.io.IOException} that broke it, again and again.
 *
 * <h2>Threads</h2>
 *
 * <p>A future that is not complete when it is returned completes on the connection's loop thread, or on the thread that
 * cancels it. The callbacks of one connection never run concurrently with each other or inside one another; those of
 * different connections may run at the same time. All methods may be called from any thread.
 *
 * <p>What is attached to a future that is complete runs inside the call that attaches it, as with every {@code
 * CompletableFuture}. A conversation may go on by recursion all the same: where such calls are nested 128 deep, the next one
 * is left to the loop thread, and the stack unwinds. (It still retains some memory for each step, see {@link
 * Futures#repeatWhile}.)
 */
public interface AsyncChannel {
    /**
     * Connects with default options.
     *
     * <p>An unresolved address ({@link java.net.InetSocketAddress#createUnresolved}) is looked up without blocking the
     * caller, and its addresses race: their families take turns, beginning with the one that the JDK names first ({@code
     * java.net.preferIPv6Addresses}); the next is tried when one has failed or after 250 ms, the first that connects wins
     * and the others are closed (RFC 8305, Happy Eyeballs). For more than one attempt see {@link Futures#retry}.
     *
     * @param address where to
     * @return completes with the open channel; fails with the {@link java.io.IOException} of the (first) attempt, with
     *     {@link java.net.SocketTimeoutException} after {@link ChannelOptions#connectTimeout()}, looking up and TLS
     *     included, with {@link java.nio.channels.UnresolvedAddressException} for a host that has no address, with {@link
     *     java.nio.channels.UnsupportedAddressTypeException} for an address that is not an internet one, with {@link
     *     java.net.ConnectException} where no socket listens, also if the operating system has chosen for our end the very port
     *     of this machine that the connection goes to. Timing it out or cancelling it, or a stage derived from it, gives
     *     the attempt up and closes its socket at once, in whatever phase it is; so does completing it otherwise. A channel
     *     that comes at that moment is closed, unless a function or a waiting thread has received it already
     */
    static CompletableFuture<AsyncChannel> connect(SocketAddress address) {
        return connect(address, ChannelOptions.defaults());
    }

    /**
     * Connects. Called on a loop thread, by a connection's handler say, it makes a channel of the same loop: bytes pass
     * between the two without waking another thread.
     *
     * @param address where to
     * @param options of the new channel
     * @return as {@link #connect(SocketAddress)}
     */
    static CompletableFuture<AsyncChannel> connect(SocketAddress address, ChannelOptions options) {
        return Connector.connect(address, options);
    }

    /**
     * Reads a line. LF or CR LF ends a line and is stripped; a lone CR is data, and so is every other separator. A UTF-8 byte
     * order mark is data, too: it stays at the beginning of the first line, as the character U+FEFF.
     *
     * @return the line; a last line without terminator is a line; {@code null} at the end of the stream. Fails with
     *     {@link FrameTooLongException}, or with {@link java.nio.charset.CharacterCodingException} for input that is
     *     malformed in the channel's charset: that line only is consumed
     */
    CompletableFuture<@Nullable String> readLine();

    /**
     * Reads a line as bytes: the framing of {@link #readLine()} without its decoding.
     *
     * @return the line, or {@code null} at the end of the stream; fails with {@link FrameTooLongException}
     */
    CompletableFuture<byte @Nullable []> readLineBytes();

    /**
     * Reads through a delimiter.
     *
     * @param delimiter at least one byte; copied
     * @return what stands before the delimiter, which is consumed and stripped. Fails with {@link
     *     IncompleteReadException} if the stream ends first, with {@link FrameTooLongException} if the record is too
     *     long, with {@link IllegalArgumentException} for an empty delimiter
     */
    CompletableFuture<byte[]> readUntil(byte[] delimiter);

    /**
     * Reads exactly so many bytes; not bound by {@link ChannelOptions#maxFrameLength()}.
     *
     * @param length bytes, zero or more
     * @return the bytes. Fails with {@link IncompleteReadException} if the stream ends first: what had arrived is
     *     consumed and in its {@code partial()}; with {@link IllegalArgumentException} for a negative length
     */
    CompletableFuture<byte[]> readExactly(int length);

    /**
     * Reads what is there, waiting only while nothing is.
     *
     * @param max at most so many bytes, 1 or more
     * @return 1 to {@code max} bytes, or an empty array at the end of the stream. Fails with {@link
     *     IllegalArgumentException} for {@code max < 1}
     */
    CompletableFuture<byte[]> read(int max);

    /**
     * Reads to the end of the stream.
     *
     * @param limit at most so many bytes, zero or more
     * @return everything. Fails with {@link FrameTooLongException} as soon as more than {@code limit} bytes have come;
     *     all input to the end of the stream is then discarded. {@link IllegalArgumentException} for a negative limit
     */
    CompletableFuture<byte[]> readAll(int limit);

    /**
     * Writes text in the channel's charset.
     *
     * @param text what to write, terminators included
     * @return completes when the channel has accepted the bytes: at once while the queue is below {@link
     *     ChannelOptions#highWaterMark()}, otherwise when it has drained to {@link ChannelOptions#lowWaterMark()}. Await
     *     it and a slow peer slows the program down instead of filling the memory. Withdrawing the future does not
     *     withdraw the bytes. Fails with {@link java.nio.charset.CharacterCodingException} for text that the charset
     *     cannot express (a lone surrogate, say) and with {@link WriteQueueFullException} past the hard cap {@link
     *     ChannelOptions#maxQueuedBytes()}: nothing of the text is queued then. While the queue is below the high-water
     *     mark, one write may be longer than the cap, up to {@link ChannelOptions#maxWriteBytes()}
     */
    CompletableFuture<Void> write(CharSequence text);

    /**
     * Writes bytes.
     *
     * @param bytes copied
     * @return as {@link #write(CharSequence)}
     */
    CompletableFuture<Void> write(byte[] bytes);

    /**
     * Writes a buffer's remaining bytes.
     *
     * @param bytes copied; its position ends at its limit when the bytes were accepted, else it is unchanged
     * @return as {@link #write(CharSequence)}
     */
    CompletableFuture<Void> write(ByteBuffer bytes);

    /**
     * Waits for the operating system.
     *
     * @return completes when it has taken all that was written before this call; fails with the cause of a failed
     *     write
     */
    CompletableFuture<Void> flush();

    /**
     * Ends the output: sends what is queued, then FIN. Reading goes on. Idempotent.
     *
     * @return completes when FIN has been handed to the operating system
     */
    CompletableFuture<Void> shutdownOutput();

    /**
     * Closes gracefully: sends what is queued, then FIN, discards input until the peer ends its side (at most 1 MiB and
     * two seconds: closing with unread input would reset the connection and destroy the farewell), closes. Ends within
     * five seconds of the call whatever the peer does. Idempotent.
     *
     * @return completes when the connection is closed, with its one reason; never fails
     */
    CompletableFuture<CloseReason> close();

    /** Closes now: queued output is dropped, pending operations fail. Idempotent. */
    void abort();

    /**
     * Waits until the peer has ended, whether or not the program reads: a program that is busy otherwise can stop working for a
     * peer that has gone. The peer's FIN, its {@code close_notify}, a reset and a broken connection count, and so does the close
     * of this end.
     *
     * <p>It is noticed without a reader as long as at most 64 KiB of unread input lie before it; what lies there stays readable.
     * A peer that only ends its output may still read what it is sent.
     *
     * @return completes normally, on the connection's turn as its other callbacks do; never fails. Each call returns a future of
     *     its own; one that is cancelled, timed out or dropped without anything attached leaves nothing behind, and the others
     *     wait on
     */
    CompletableFuture<Void> peerClosed();

    /**
     * Waits for the end. It may be called any number of times: nothing is kept of a future that is cancelled, or that the
     * program drops without having derived a stage from it.
     *
     * @return completes when the connection is closed, with its one reason; never fails. Each call returns a future of
     *     its own
     */
    CompletableFuture<CloseReason> closed();

    /**
     * The lines as a publisher for reactive code: a line is read per requested element, one at a time. One subscriber
     * in a channel's life; a second one gets {@link IllegalStateException}. It completes at the end of the stream, fails
     * as {@link #readLine()} fails; cancelling withdraws the pending read and loses nothing. It does not close the
     * channel. {@code onSubscribe} is called on the subscriber's thread; the other signals arrive on the loop thread, after
     * it has returned. Where the stream has ended and nothing is buffered, and after the end of the connection, the end is
     * signalled without a request.
     *
     * <p>A subscriber that throws is cancelled, as Reactive Streams has it (rule 2.13), and a warning with the failure is
     * logged. The line that it was given is consumed. The channel stays open: other reads get the next lines, and whatever
     * else ends a connection (its handler, a timeout) ends this one.
     *
     * @return a new publisher
     */
    Flow.Publisher<String> lines();

    /**
     * Reads lines until the end of the stream and awaits an action for each.
     *
     * @param action gets each line; the next is read when its stage has ended normally
     * @return completes at the end of the stream; fails as the read or the action failed. Constant stack and memory
     *     however many lines there are
     */
    CompletableFuture<Void> forEachLine(Function<? super String, ? extends CompletionStage<?>> action);

    /**
     * Starts TLS on this connection, as protocols with a STARTTLS command do: what was written before leaves in
     * plaintext first, what is written afterwards and what is read afterwards is encrypted. An accepted channel takes the
     * server's role, a connected one the client's. A channel whose options ask for TLS has started it already.
     *
     * <p>Plaintext that the peer has sent too early is refused: if anything but the beginning of a TLS handshake is
     * buffered, this fails with {@link UnexpectedPlaintextException} and the connection is broken. Somebody in between
     * could have put it there, and it would be taken for something that came encrypted (STARTTLS injection).
     *
     * @param options keys, trust, limits
     * @return completes with what was negotiated. Fails with {@link javax.net.ssl.SSLException} if the handshake failed,
     *     with {@link java.net.SocketTimeoutException} after {@link TlsOptions#handshakeTimeout()}; all reads and writes
     *     fail with the same cause then. Fails with {@link java.nio.channels.ReadPendingException} while a read is pending,
     *     with {@link IllegalStateException} if TLS has been started before, with {@link
     *     java.nio.channels.ClosedChannelException} after the end of the output: nothing has changed then. A future that
     *     the program times out, cancels or completes gives the handshake up: the socket is closed, and all reads and
     *     writes fail with one {@link java.io.IOException}
     */
    CompletableFuture<TlsSession> startTls(TlsOptions options);

    /**
     * What TLS has negotiated.
     *
     * @return the session, or null while the connection is not encrypted
     */
    @Nullable
    TlsSession tls();

    /**
     * This connection's number.
     *
     * @return unique in the process, from 1
     */
    long id();

    /**
     * Our end.
     *
     * @return the address, also after the connection has ended
     */
    SocketAddress localAddress();

    /**
     * The peer's end: behind a proxy that the server trusts, where the client connected from.
     *
     * @return the address, also after the connection has ended
     */
    SocketAddress remoteAddress();

    /**
     * What the proxy said that the connection came through; its {@code proxy()} is the address of the proxy itself.
     *
     * @return the header, or null if the connection did not come through one of {@link ServerOptions#trustedProxies()}
     */
    default @Nullable ProxyHeader proxyHeader() {
        return null;
    }

    /**
     * What can be seen of the connection now: counters, state, and what it awaits.
     *
     * @return a new immutable snapshot
     */
    ChannelSnapshot snapshot();
}
