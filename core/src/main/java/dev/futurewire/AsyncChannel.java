package dev.futurewire;

import dev.futurewire.internal.connect.ConnectionScope;
import dev.futurewire.internal.connect.Connector;
import dev.futurewire.observe.ChannelSnapshot;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection as a pair of streams. Reads and writes return futures. Connections are made by {@link #connect} and
 * by {@link AsyncServer}.
 *
 * <h2>Reading</h2>
 *
 * <p>A channel has at most one pending read. A second read fails immediately with {@link
 * java.nio.channels.ReadPendingException} and does not affect the first.
 *
 * <p>A read is <b>safe to time out and to cancel</b>. {@code orTimeout}, {@code completeOnTimeout} and {@code cancel},
 * on the returned future or on a stage derived from it, withdraw the read. It consumes no bytes, and the next read, of
 * any kind, receives them all. This does not apply to waiting for a read: if {@code get(long, TimeUnit)} times out or
 * {@code get} is interrupted, the read stays pending and takes the next line. {@link
 * Futures#await(java.util.concurrent.CompletionStage, java.time.Duration)} withdraws the read in these cases.
 *
 * <p>Data that forms complete records is delivered before an error is reported. After a reset, every read fails with
 * the {@link java.io.IOException} that reported the reset. After {@link #close()} or {@link #abort()}, a pending read
 * fails with {@link java.nio.channels.AsynchronousCloseException} and later reads fail with {@link
 * java.nio.channels.ClosedChannelException}.
 *
 * <p>A read of a record that is longer than {@link ChannelOptions#maxFrameLength()} fails with {@link
 * FrameTooLongException} as soon as that is certain. The rest of the record, including its delimiter, is discarded
 * before the next read of any kind. {@link FrameDecoder} describes the exception for a program's own decoders.
 *
 * <h2>Writing</h2>
 *
 * <p>Writes may be called from any thread. They are queued in the order of the calls and never interleave. The bytes
 * are copied, so the caller may reuse its array or buffer as soon as the call returns. After {@link #shutdownOutput()}
 * or {@link #close()}, a write fails with {@link java.nio.channels.ClosedChannelException}. On a broken connection,
 * every write fails with the {@link java.io.IOException} that broke it.
 *
 * <h2>Threads</h2>
 *
 * <p>All methods may be called from any thread. A future that is incomplete when it is returned is completed on the
 * connection's loop thread, or on the thread that cancels it. The callbacks of one connection never run concurrently
 * and are never nested. Callbacks of different connections may run at the same time.
 *
 * <p>As with any {@code CompletableFuture}, a function that is attached to a completed future runs inside the call that
 * attaches it. A handler may still proceed by recursion: at 128 nested calls, the next one is deferred to the loop
 * thread and the stack unwinds. Recursion retains some memory for each step, however; {@link Futures#repeatWhile} does
 * not.
 */
public interface AsyncChannel {
    /**
     * Connects with default options.
     *
     * <p>An unresolved address ({@link java.net.InetSocketAddress#createUnresolved}) is resolved without blocking the
     * caller. If the host has several addresses, connection attempts race as in RFC 8305 (Happy Eyeballs): IPv6 and
     * IPv4 addresses alternate, beginning with the family that the JDK prefers ({@code java.net.preferIPv6Addresses});
     * the next attempt starts when the previous one has failed or after 250 ms; the first that succeeds is used and the
     * others are closed. To repeat the whole attempt, see {@link Futures#retry}.
     *
     * <p>The future fails with
     *
     * <ul>
     *   <li>{@link java.net.ConnectException} if no socket listens at the address. This includes the case that the
     *       operating system chooses, for the local end, the same port of this machine that is being connected to;
     *   <li>{@link java.net.SocketTimeoutException} after {@link ChannelOptions#connectTimeout()}, which includes name
     *       lookup and TLS handshake;
     *   <li>{@link java.nio.channels.UnresolvedAddressException} if the host has no address;
     *   <li>{@link java.nio.channels.UnsupportedAddressTypeException} if the address is not an internet address;
     *   <li>another {@link java.io.IOException} if the attempt fails otherwise; of several attempts, the first one's.
     * </ul>
     *
     * <p>Completing the future in any other way, or timing out or cancelling a stage derived from it, abandons the
     * attempt in any phase and closes its sockets immediately. A channel that is ready at that moment is closed, unless
     * a function or a waiting thread has received it.
     *
     * @param address the remote address
     * @return completes with the open channel
     */
    static CompletableFuture<AsyncChannel> connect(SocketAddress address) {
        return connect(address, ChannelOptions.defaults());
    }

    /**
     * Connects. If this is called on a loop thread, for example by the handler of another connection, the new channel
     * uses the same loop, and data passes between the two without waking another thread.
     *
     * @param address the remote address
     * @param options the options of the new channel
     * @return completes with the open channel; fails as {@link #connect(SocketAddress)} does
     */
    static CompletableFuture<AsyncChannel> connect(SocketAddress address, ChannelOptions options) {
        return Connector.connect(address, options);
    }

    /**
     * Connects, uses the channel and closes it.
     *
     * <p>The channel is closed {@linkplain #close() gracefully} when the stage of the body has completed normally, and
     * {@linkplain #abort() aborted} when it has failed. Cancelling or timing out the returned future, or a stage derived
     * from it, abandons the connection attempt or withdraws the stage of the body, and aborts the channel.
     *
     * @param address the remote address
     * @param options the options of the channel
     * @param body receives the channel in its turn when it is connected
     * @param <T> the type of the result
     * @return completes with the result of the body's stage when the channel is closed. Fails as {@link
     *     #connect(SocketAddress)} does, and with the failure of the body or of its stage when the channel is closed. It
     *     completes on the turn of the connection whose callback calls this method, otherwise on a loop thread
     */
    static <T extends @Nullable Object> CompletableFuture<T> connect(
            SocketAddress address,
            ChannelOptions options,
            Function<? super AsyncChannel, ? extends CompletionStage<T>> body) {
        return ConnectionScope.open(address, options, body);
    }

    /**
     * Reads a line. LF or CR LF terminates a line and is not included. A lone CR and every other separator are data. A
     * UTF-8 byte order mark is data, too: it is the first character of the first line, U+FEFF.
     *
     * @return completes with the line, or with {@code null} at the end of the stream. The last line needs no
     *     terminator. Fails with {@link FrameTooLongException} if the line is too long, or with {@link
     *     java.nio.charset.CharacterCodingException} if it is malformed in the channel's charset; only that line is
     *     consumed
     */
    CompletableFuture<@Nullable String> readLine();

    /**
     * Reads a line as {@link #readLine()} does, without decoding it.
     *
     * @return completes with the bytes of the line, or with {@code null} at the end of the stream. Fails with {@link
     *     FrameTooLongException} if the line is too long
     */
    CompletableFuture<byte @Nullable []> readLineBytes();

    /**
     * Reads up to a delimiter, which is consumed and not included.
     *
     * @param delimiter at least one byte; copied
     * @return completes with the bytes before the delimiter. Fails with {@link IncompleteReadException} if the stream
     *     ends before the delimiter, with {@link FrameTooLongException} if the record is too long, and with {@link
     *     IllegalArgumentException} if the delimiter is empty
     */
    CompletableFuture<byte[]> readUntil(byte[] delimiter);

    /**
     * Reads an exact number of bytes. {@link ChannelOptions#maxFrameLength()} does not apply.
     *
     * @param length the number of bytes, zero or more
     * @return completes with the bytes. Fails with {@link IncompleteReadException} if the stream ends before; the bytes
     *     that had arrived are consumed and available as its {@code partial()}. Fails with {@link
     *     IllegalArgumentException} if the length is negative
     */
    CompletableFuture<byte[]> readExactly(int length);

    /**
     * Reads the bytes that are available. If there are none, waits for at least one.
     *
     * @param max the maximum number of bytes, 1 or more
     * @return completes with 1 to {@code max} bytes, or with an empty array at the end of the stream. Fails with {@link
     *     IllegalArgumentException} if {@code max < 1}
     */
    CompletableFuture<byte[]> read(int max);

    /**
     * Reads to the end of the stream.
     *
     * @param limit the maximum number of bytes, zero or more
     * @return completes with all bytes. Fails with {@link FrameTooLongException} as soon as more than {@code limit}
     *     bytes have arrived; all input to the end of the stream is discarded then. Fails with {@link
     *     IllegalArgumentException} if the limit is negative
     */
    CompletableFuture<byte[]> readAll(int limit);

    /**
     * Reads a frame. The decoder is called in the connection's turn: inside this call if input has arrived and this is the
     * connection's thread, otherwise on the loop thread.
     *
     * @param decoder finds the frame, see {@link FrameDecoder} for limits
     * @param <T> the type of the frame
     * @return completes with the frame, or with {@code null} at the end of the stream. Fails with {@link
     *     IncompleteReadException} if the stream ends inside a frame; the bytes that had arrived are consumed, and its
     *     {@code expected()} is -1. Fails with {@link FrameTooLongException} if the frame is too long, and with the
     *     exception of the decoder if that throws; nothing is consumed then
     */
    <T> CompletableFuture<@Nullable T> read(FrameDecoder<T> decoder);

    /**
     * Writes text, encoded in the channel's charset.
     *
     * <p>The future completes when the channel has accepted the bytes: immediately if fewer than {@link
     * ChannelOptions#highWaterMark()} bytes are queued, otherwise when the queue has drained to {@link
     * ChannelOptions#lowWaterMark()}. A program that awaits it is slowed down by a slow peer instead of filling the
     * memory (backpressure). Cancelling the future does not withdraw the bytes.
     *
     * <p>Nothing of the text is queued if the future fails with {@link java.nio.charset.CharacterCodingException},
     * because the charset cannot encode the text (an unpaired surrogate, for example), or with {@link
     * WriteQueueFullException}, because more than {@link ChannelOptions#maxQueuedBytes()} would be queued. While the
     * queue is below the high-water mark, a single write may exceed that limit, up to a length of {@link
     * ChannelOptions#maxWriteBytes()}.
     *
     * @param text the text, including line terminators
     * @return completes when the bytes are accepted
     */
    CompletableFuture<Void> write(CharSequence text);

    /**
     * Writes bytes.
     *
     * @param bytes the bytes; copied
     * @return completes and fails as that of {@link #write(CharSequence)}
     */
    CompletableFuture<Void> write(byte[] bytes);

    /**
     * Writes the remaining bytes of a buffer.
     *
     * @param bytes the buffer; copied. If the write is accepted its position is advanced to its limit, otherwise it is
     *     unchanged
     * @return completes and fails as that of {@link #write(CharSequence)}
     */
    CompletableFuture<Void> write(ByteBuffer bytes);

    /**
     * Writes a line: the text, encoded in the channel's charset, and LF.
     *
     * @param line the text without a terminator
     * @return completes and fails as that of {@link #write(CharSequence)}; also fails with {@link
     *     IllegalArgumentException} if the text contains LF or CR, so that text from elsewhere cannot add lines of its own
     *     (line injection)
     */
    CompletableFuture<Void> writeLine(CharSequence line);

    /**
     * Writes a part of an array.
     *
     * @param bytes the array; the part is copied
     * @param offset the index of the first byte
     * @param length the number of bytes
     * @return completes and fails as that of {@link #write(CharSequence)}; also fails with {@link
     *     IndexOutOfBoundsException} if the array has no such part
     */
    CompletableFuture<Void> write(byte[] bytes, int offset, int length);

    /**
     * Writes the remaining bytes of several buffers, as one write: other writes come before or after all of them.
     *
     * @param buffers the buffers; copied. If the write is accepted their positions are advanced to their limits,
     *     otherwise they are unchanged
     * @return completes and fails as that of {@link #write(CharSequence)}
     */
    CompletableFuture<Void> write(ByteBuffer... buffers);

    /**
     * Writes bytes if the connection can take them, for broadcasts that leave out slow peers. The bytes are accepted while
     * the channel {@linkplain #isWritable() is writable}, however many they are, and count for the queue at once. A peer
     * that stops reading therefore occupies at most {@link ChannelOptions#highWaterMark()} bytes and one message.
     *
     * @param bytes the bytes; copied if they are accepted
     * @return whether the bytes are accepted; if not, nothing is queued
     */
    boolean offer(byte[] bytes);

    /**
     * Returns whether the output queue has room. It has until {@link ChannelOptions#highWaterMark()} bytes are queued, and
     * again when it has drained to {@link ChannelOptions#lowWaterMark()}.
     *
     * @return whether {@link #offer} would accept bytes; false after {@link #shutdownOutput()} or {@link #close()} and on
     *     a broken connection
     */
    boolean isWritable();

    /**
     * Writes a part of a file. Its bytes take their place in the order of the writes: later output follows them. The file
     * is read on a thread of the library, block by block, each when the peer has taken the one before; the transfer holds
     * at most 128 KiB in memory. That thread is never interrupted.
     *
     * <p>The program must keep the file open until the future completes. Cancelling the future does not withdraw the
     * bytes. If the file cannot be read, the future fails with the exception; the bytes read before have been sent, later
     * output follows them, and the channel stays usable.
     *
     * @param file the file, open for reading; its own position is neither used nor changed
     * @param position the position in the file of the first byte, zero or more
     * @param count the number of bytes, zero or more; if the file ends before, as many as there are
     * @return completes with the number of bytes written when they have been passed to the operating system. Fails with
     *     {@link IllegalArgumentException} if an argument is negative, and with the cause if the output fails
     */
    CompletableFuture<Long> writeFrom(FileChannel file, long position, long count);

    /**
     * Reads bytes into a file. The file is written on a thread of the library, which is never interrupted. The next bytes
     * are read when the ones before have been written, so a slow file slows down the peer.
     *
     * <p>Timing out or cancelling the future withdraws the pending read. What had been read before is consumed and is
     * still written. If the file cannot be written, the future fails with the exception, and the bytes that were to be
     * written are lost. The channel must not be read until the future completes.
     *
     * @param file the file, open for writing; its own position is neither used nor changed
     * @param position the position in the file of the first byte, zero or more
     * @param count the number of bytes, zero or more
     * @return completes with the number of bytes when they have been written to the file; fewer than {@code count} at the
     *     end of the stream. Fails with {@link IllegalArgumentException} if an argument is negative, and as {@link
     *     #read(int)} does
     */
    CompletableFuture<Long> readTo(FileChannel file, long position, long count);

    /**
     * Waits until the operating system has accepted the output.
     *
     * @return completes when all bytes written before this call have been passed to the operating system. Fails with
     *     the cause if the output fails
     */
    CompletableFuture<Void> flush();

    /**
     * Half-closes the connection: sends the queued output and then FIN. Reading is not affected. Idempotent.
     *
     * @return completes when FIN has been passed to the operating system
     */
    CompletableFuture<Void> shutdownOutput();

    /**
     * Closes the connection gracefully. Sends the queued output and FIN, discards input until the peer ends its side,
     * for at most 1 MiB and two seconds, and then closes the socket. (If a socket is closed while it has unread input,
     * the connection is reset and the peer may lose output.) The connection is closed within five seconds of this call
     * in any case. Idempotent.
     *
     * @return completes with the connection's close reason when the connection is closed; never fails
     */
    CompletableFuture<CloseReason> close();

    /** Closes the connection immediately. Queued output is discarded and pending operations fail. Idempotent. */
    void abort();

    /**
     * Waits until the peer has ended its side, whether the program reads or not. A program that works for a long time
     * without reading can stop when its peer has gone. The peer's FIN, its {@code close_notify}, a reset, a broken
     * connection and the close of this end all count. A peer that has only ended its output may still read.
     *
     * <p>Without a pending read, the end is noticed as long as at most 64 KiB of unread input precede it. That input
     * can still be read.
     *
     * @return completes normally, as other callbacks of the connection on its loop thread; never fails. Each call
     *     returns a new future. A future that is cancelled, times out, or is dropped without dependent stages is not
     *     retained and does not affect the others
     */
    CompletableFuture<Void> peerClosed();

    /**
     * Waits until the server that accepted this connection begins to shut down. A handler that keeps connections alive
     * between requests can then answer the current request and end, before the server closes the connection: it cancels the
     * read that waits for the next request.
     *
     * @return completes normally, in the connection's turn, when the shutdown begins or if it has begun already; never
     *     completes for a connection that was made by {@link #connect}. Each call returns a new future. A future that is
     *     cancelled, times out, or is dropped without dependent stages is not retained; when the connection has ended,
     *     its futures are retained only by the program
     */
    CompletableFuture<Void> stopping();

    /**
     * Returns an executor that runs tasks in the connection's turn: on its loop thread, never concurrently with its other
     * callbacks, never inside the call of {@code execute}, and in the order of the calls. Tasks run after the connection
     * has ended as well. A task must not block. What it throws is logged.
     *
     * @return the executor, for example for {@code thenApplyAsync}
     */
    Executor executor();

    /**
     * Waits until the connection is closed. This may be called any number of times: a future that is cancelled, or that
     * the program drops without deriving a stage from it, is not retained.
     *
     * @return completes with the connection's close reason when the connection is closed; never fails. Each call
     *     returns a new future
     */
    CompletableFuture<CloseReason> closed();

    /**
     * Publishes the lines for reactive code. For each requested element one line is read, one at a time. The publisher
     * completes at the end of the stream and fails as {@link #readLine()} does. Cancelling the subscription withdraws
     * the pending read and loses no data. The channel is not closed.
     *
     * <p>A channel accepts one subscriber in its lifetime; a second one receives {@link IllegalStateException}. {@code
     * onSubscribe} is called on the subscribing thread. The other signals are delivered on the loop thread after it has
     * returned. If the stream has ended and nothing is buffered, or the connection is closed, the end is signalled
     * without a request.
     *
     * <p>The subscription of a subscriber that throws is cancelled, as specified by Reactive Streams (rule 2.13), and
     * the exception is logged with a warning. The line that the subscriber received is consumed. The channel stays
     * open, and other reads receive the next lines.
     *
     * @return a new publisher
     */
    Flow.Publisher<String> lines();

    /**
     * Reads lines until the end of the stream and awaits an action for each. Uses constant stack and memory for any
     * number of lines.
     *
     * @param action receives each line; the next line is read when the returned stage has completed normally
     * @return completes at the end of the stream; fails if a read or an action fails
     */
    CompletableFuture<Void> forEachLine(Function<? super String, ? extends CompletionStage<?>> action);

    /**
     * Reads lines as {@link #forEachLine} does, without decoding them.
     *
     * @param action receives the bytes of each line, as {@link #readLineBytes()} does; the next line is read when the
     *     returned stage has completed normally
     * @return completes at the end of the stream; fails if a read or an action fails
     */
    CompletableFuture<Void> forEachLineBytes(Function<byte[], ? extends CompletionStage<?>> action);

    /**
     * Reads lines as {@link #forEachLineBytes} does, without copying them.
     *
     * @param action receives the content of each line in a read-only buffer that is valid during the call only, even if the
     *     returned stage completes later: copy what is needed afterwards. Called in the channel's turn
     * @return completes at the end of the stream; fails if a read or an action fails
     */
    CompletableFuture<Void> forEachLineBuffer(Function<ByteBuffer, ? extends CompletionStage<?>> action);

    /**
     * Reads frames until the end of the stream and awaits an action for each. Uses constant stack and memory for any number
     * of frames.
     *
     * @param decoder finds the frames, as with {@link #read(FrameDecoder)}
     * @param action receives each frame; the next frame is read when the returned stage has completed normally
     * @param <T> the type of the frames
     * @return completes at the end of the stream; fails if a read or an action fails
     */
    <T> CompletableFuture<Void> forEachFrame(
            FrameDecoder<T> decoder, Function<? super T, ? extends CompletionStage<?>> action);

    /**
     * Starts TLS on this connection, as protocols with a STARTTLS command do. Output written before this call is sent
     * in plaintext; everything written or read afterwards is encrypted. An accepted channel takes the server's role, a
     * connected channel the client's. If the channel's options include TLS, it has been started already.
     *
     * <p>If the input buffer holds anything but the beginning of a TLS handshake, this fails with {@link
     * UnexpectedPlaintextException} and the connection is broken. An attacker in the middle could have sent that
     * plaintext, and the program would mistake it for encrypted input (STARTTLS injection).
     *
     * <p>The future fails with {@link javax.net.ssl.SSLException} if the handshake fails, and with {@link
     * java.net.SocketTimeoutException} after {@link TlsOptions#handshakeTimeout()}. All reads and writes then fail with
     * the same cause. It fails with {@link java.nio.channels.ReadPendingException} while a read is pending, with {@link
     * IllegalStateException} if TLS has been started before, and with {@link java.nio.channels.ClosedChannelException}
     * after the end of the output; in these cases nothing has changed.
     *
     * <p>If the program times out, cancels or completes the future, the handshake is abandoned: the socket is closed,
     * and all reads and writes fail with an {@link java.io.IOException}.
     *
     * @param options keys, trust and limits
     * @return completes with the session when the handshake has completed
     */
    CompletableFuture<TlsSession> startTls(TlsOptions options);

    /**
     * Returns what TLS has negotiated.
     *
     * @return the session, or null while the connection is not encrypted
     */
    @Nullable
    TlsSession tls();

    /** {@return the number of this connection, unique in the process, from 1} */
    long id();

    /** {@return the address of this end; available also after the connection is closed} */
    SocketAddress localAddress();

    /**
     * {@return the address of the peer; available also after the connection is closed} Behind a {@linkplain
     * ServerOptions#trustedProxies() trusted proxy} this is the address that the client connected from.
     */
    SocketAddress remoteAddress();

    /**
     * {@return the header sent by the proxy that the connection came through, or null if it did not come through one of
     * {@link ServerOptions#trustedProxies()}} The address of the proxy itself is in {@link ProxyHeader#proxy()}.
     */
    default @Nullable ProxyHeader proxyHeader() {
        return null;
    }

    /** {@return a new immutable snapshot of the connection: counters, state, and pending operations} */
    ChannelSnapshot snapshot();
}
