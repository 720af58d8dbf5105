package dev.futurewire.conformance;

import dev.futurewire.AsyncChannel;
import dev.futurewire.FrameDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Starts the operation of a step. */
final class Operations {
    private static final byte SCRIBBLE = '#';

    private Operations() {}

    /** Starts an {@code op} or a {@code write}. A refused argument may be thrown or be in the future. */
    static CompletableFuture<?> start(AsyncChannel channel, Step step) {
        try {
            return step.has("write") ? write(channel, step) : operation(channel, step);
        } catch (IllegalArgumentException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private static CompletableFuture<?> operation(AsyncChannel channel, Step step) {
        return switch (step.name("op")) {
            case "readLine" -> channel.readLine();
            case "readLineBytes" -> channel.readLineBytes();
            case "readUntil" -> channel.readUntil(step.bytesArgument(0));
            case "readExactly" -> channel.readExactly(step.intArgument(0));
            case "read" -> channel.read(step.intArgument(0));
            case "readAll" -> channel.readAll(step.intArgument(0));
            case "readSome" -> new ReadSome(channel, step.intArgument(0), step.intArgument(1)).next();
            case "readFrame" -> channel.read(decoder(step));
            case "flush" -> channel.flush();
            case "shutdownOutput" -> channel.shutdownOutput();
            case "close" -> channel.close();
            case "closed" -> channel.closed();
            case "abort" -> {
                channel.abort();
                yield CompletableFuture.completedFuture(null);
            }
            default -> throw new AssertionError("unknown operation: " + step);
        };
    }

    /** The decoder that the first argument of a step names; {@code own} is a decoder of the program. */
    private static FrameDecoder<byte[]> decoder(Step step) {
        return switch (step.json().path("args").path(0).asText()) {
            case "lengthPrefixed" -> FrameDecoder.lengthPrefixed(step.intArgument(1));
            case "delimited" -> FrameDecoder.delimited(step.bytesArgument(1));
            case "fixed" -> FrameDecoder.fixed(step.intArgument(1));
            case "own" -> Operations::digitPrefixed;
            default -> throw new AssertionError("unknown decoder: " + step);
        };
    }

    /** A frame is a digit and as many bytes. */
    private static byte @Nullable [] digitPrefixed(ByteBuffer input) throws IOException {
        int length = Character.digit(input.get(input.position()), 10);
        if (length < 0) {
            throw new CharacterCodingException();
        }
        if (input.remaining() <= length) {
            return null;
        }
        byte[] content = new byte[length];
        input.get();
        input.get(content);
        return content;
    }

    /** Writes, and then overwrites the argument: the channel must have copied it. */
    private static CompletableFuture<?> write(AsyncChannel channel, Step step) {
        byte[] bytes = step.bytes("write");
        return switch (step.has("via") ? step.name("via") : "bytes") {
            case "text" -> channel.write(step.text("write"));
            case "builder" -> {
                StringBuilder text = new StringBuilder(step.text("write"));
                CompletableFuture<Void> written = channel.write(text);
                text.setLength(0);
                yield written;
            }
            case "bytes" -> {
                CompletableFuture<Void> written = channel.write(bytes);
                Arrays.fill(bytes, SCRIBBLE);
                yield written;
            }
            case "slice" -> {
                byte[] around = ("<<" + new String(bytes, StandardCharsets.ISO_8859_1) + ">>")
                        .getBytes(StandardCharsets.ISO_8859_1);
                ByteBuffer slice = ByteBuffer.wrap(around, 2, bytes.length).slice();
                yield writeBuffer(channel, slice, around);
            }
            case "direct" -> {
                ByteBuffer direct =
                        ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
                CompletableFuture<Void> written = writeBuffer(channel, direct, null);
                for (int i = 0; i < bytes.length; i++) {
                    direct.put(i, SCRIBBLE);
                }
                yield written;
            }
            case "readOnly" -> writeBuffer(channel, ByteBuffer.wrap(bytes).asReadOnlyBuffer(), bytes);
            default -> throw new AssertionError("unknown way to write: " + step);
        };
    }

    private static CompletableFuture<Void> writeBuffer(
            AsyncChannel channel, ByteBuffer buffer, byte @Nullable [] behind) {
        int position = buffer.position();
        CompletableFuture<Void> written = channel.write(buffer);
        int after = written.isCompletedExceptionally() ? position : buffer.limit();
        if (buffer.position() != after) {
            throw new AssertionError("the buffer's position is " + buffer.position() + ", not " + after);
        }
        if (behind != null) {
            Arrays.fill(behind, SCRIBBLE);
        }
        return written;
    }

    /** Reads at most {@code max} bytes repeatedly, up to {@code total} bytes or the end of the stream. */
    private record ReadSome(AsyncChannel channel, int max, int total, ByteArrayOutputStream all) {
        ReadSome(AsyncChannel channel, int max, int total) {
            this(channel, max, total, new ByteArrayOutputStream());
        }

        CompletableFuture<byte[]> next() {
            int asked = Math.min(max, total - all.size());
            return channel.read(asked).thenCompose(bytes -> {
                if (bytes.length > asked) {
                    throw new AssertionError("read(" + asked + ") gave " + bytes.length + " bytes");
                }
                all.writeBytes(bytes);
                boolean done = bytes.length == 0 || all.size() == total;
                return done ? CompletableFuture.completedFuture(all.toByteArray()) : next();
            });
        }
    }
}
