package dev.futurewire.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.FrameDecoder;
import dev.futurewire.Futures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves the files of one folder over HTTP/1.1: GET downloads a file and PUT uploads one. A transfer of any length holds a few
 * blocks in memory. Connections are kept alive; when the server stops, they end after the current request.
 */
final class FileServer {
    private static final FrameDecoder<byte[]> HEAD = FrameDecoder.delimited("\r\n\r\n".getBytes(ISO_8859_1));
    private static final Pattern FILE = Pattern.compile("/(\\w[\\w.-]*)");

    private final Path folder;

    private FileServer(Path folder) {
        this.folder = folder;
    }

    private CompletionStage<?> serve(AsyncChannel channel) {
        return Futures.repeatWhile(() -> nextRequest(channel)
                .thenCompose(request -> request == null ? completedFuture(false) : answer(channel, request)));
    }

    /** Completes with null when the client has ended the stream or the server is stopping. */
    private static CompletableFuture<Request> nextRequest(AsyncChannel channel) {
        CompletableFuture<byte[]> head = channel.read(HEAD);
        CompletableFuture<Void> stop = channel.stopping().thenRun(() -> head.complete(null));
        return head.whenComplete((bytes, failure) -> stop.cancel(false))
                .thenApply(bytes -> bytes == null ? null : Request.parse(new String(bytes, ISO_8859_1)));
    }

    /** Completes with whether the connection can serve another request. */
    private CompletionStage<Boolean> answer(AsyncChannel channel, Request request) {
        Matcher name = FILE.matcher(request.target);
        if (!name.matches()) {
            return respond(channel, "404 Not Found").thenApply(written -> false);
        }
        Path file = folder.resolve(name.group(1));
        return switch (request.method) {
            case "GET" -> download(channel, file);
            case "PUT" -> upload(channel, request, file);
            default -> respond(channel, "405 Method Not Allowed").thenApply(written -> false);
        };
    }

    private static CompletionStage<Boolean> download(AsyncChannel channel, Path path) {
        return background("open", () -> OpenFile.open(path))
                .handle((file, failure) -> failure != null
                        ? respond(channel, "404 Not Found").thenApply(written -> true)
                        : send(channel, file))
                .thenCompose(Function.identity());
    }

    private static CompletableFuture<Boolean> send(AsyncChannel channel, OpenFile file) {
        channel.write("HTTP/1.1 200 OK\r\nContent-Length: " + file.size + "\r\n\r\n");
        return channel.writeFrom(file.channel, 0, file.size)
                // If the file has become shorter, the client must not take the next response for the rest of it.
                .thenApply(sent -> sent == file.size)
                .whenComplete((complete, failure) -> background("close", file::close));
    }

    private static CompletionStage<Boolean> upload(AsyncChannel channel, Request request, Path path) {
        long length = request.contentLength();
        if (length < 0) {
            return respond(channel, "411 Length Required").thenApply(written -> false);
        }
        if (request.expectsContinue()) {
            channel.write("HTTP/1.1 100 Continue\r\n\r\n");
        }
        Path partial = path.resolveSibling("." + channel.id() + ".part");
        return background("create", () -> FileChannel.open(partial, CREATE, TRUNCATE_EXISTING, WRITE))
                .thenCompose(file -> channel.readTo(file, 0, length)
                        .handle((received, failure) -> background(
                                "store", () -> store(file, partial, path, failure == null && received == length)))
                        .thenCompose(Function.identity()))
                .thenCompose(stored ->
                        stored ? respond(channel, "201 Created").thenApply(written -> true) : completedFuture(false));
    }

    private static boolean store(FileChannel file, Path partial, Path path, boolean complete) throws IOException {
        file.close();
        if (complete) {
            Files.move(partial, path, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.delete(partial);
        }
        return complete;
    }

    private static CompletableFuture<Void> respond(AsyncChannel channel, String status) {
        return channel.write("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n");
    }

    /** Runs an action on another thread, because a disk may be slow; its result arrives in the connection's turn. */
    private static <T> CompletableFuture<T> background(String what, Callable<T> action) {
        return Futures.named(what, CompletableFuture.supplyAsync(() -> {
            try {
                return action.call();
            } catch (Exception failure) {
                throw new CompletionException(failure);
            }
        }));
    }

    private record OpenFile(FileChannel channel, long size) {
        static OpenFile open(Path path) throws IOException {
            FileChannel channel = FileChannel.open(path, READ);
            return new OpenFile(channel, channel.size());
        }

        boolean close() throws IOException {
            channel.close();
            return true;
        }
    }

    private record Request(String method, String target, Map<String, String> headers) {
        static Request parse(String head) {
            String[] lines = head.split("\r\n");
            String[] words = lines[0].split(" ");
            Map<String, String> headers = new HashMap<>();
            for (int i = 1; i < lines.length; i++) {
                String[] field = lines[i].split(":", 2);
                if (field.length == 2) {
                    headers.put(field[0].toLowerCase(Locale.ROOT), field[1].strip());
                }
            }
            return words.length == 3 ? new Request(words[0], words[1], headers) : new Request("", "", headers);
        }

        /** Returns the length of the body, or -1 if it is not stated. */
        long contentLength() {
            String length = headers.getOrDefault("content-length", "");
            return length.matches("\\d{1,18}") ? Long.parseLong(length) : -1;
        }

        boolean expectsContinue() {
            return "100-continue".equalsIgnoreCase(headers.get("expect"));
        }
    }

    static AsyncServer start(InetSocketAddress address, Path folder) throws IOException {
        return AsyncServer.listen(address, new FileServer(folder)::serve);
    }

    /** Serves a folder: {@code FileServer FOLDER [PORT]}. */
    public static void main(String[] args) throws IOException {
        int port = args.length > 1 ? Integer.parseInt(args[1]) : 8080;
        AsyncServer server = start(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Path.of(args[0]));
        System.out.println("listening on port " + server.localAddress().getPort());
    }
}
