package dev.futurewire.benchmarks.peer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Netty with one event loop: {@code --epoll} for its native transport, {@code --strings} for its String codecs as in its
 * telnet example, {@code --timeout} for its read timeout, {@code --tls} for its TLS handler. With {@code --keep-newline}, its
 * decoder keeps the newline on the line, so that the received buffer is written unchanged: the fastest echo, though not how a
 * program works with lines.
 */
public final class NettyPeer extends ChannelInitializer<Channel> {
    private final boolean strings;
    private final boolean keepNewline;
    private final boolean timeout;

    private final @Nullable SslContext tls;

    private NettyPeer(Arguments arguments) throws IOException {
        this.strings = arguments.has("--strings");
        this.keepNewline = arguments.has("--keep-newline");
        this.timeout = arguments.has("--timeout");
        this.tls = arguments.has("--tls") ? tls() : null;
    }

    /** Uses the JDK's provider, so that the comparison is not about OpenSSL. */
    private static SslContext tls() throws IOException {
        return SslContextBuilder.forServer(TlsKeys.keyManagers())
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .build();
    }

    public static void main(String[] args) throws InterruptedException, IOException {
        Arguments arguments = Arguments.of(args);
        boolean epoll = arguments.has("--epoll");
        if (epoll && !Epoll.isAvailable()) {
            Announcement.unavailable(
                    "Netty's epoll transport: " + Epoll.unavailabilityCause().getMessage());
            return;
        }
        Channel listener = new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, transport(epoll)))
                .channel(listenerOf(epoll))
                .option(ChannelOption.SO_BACKLOG, EchoProtocol.BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new NettyPeer(arguments))
                .bind(arguments.address())
                .sync()
                .channel();
        Announcement.listening(((InetSocketAddress) listener.localAddress()).getPort());
        listener.closeFuture().sync();
    }

    private static IoHandlerFactory transport(boolean epoll) {
        return epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }

    private static Class<? extends ServerChannel> listenerOf(boolean epoll) {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    @Override
    protected void initChannel(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        if (tls != null) {
            pipeline.addLast(tls.newHandler(channel.alloc()));
        }
        if (timeout) {
            pipeline.addLast(new ReadTimeoutHandler(EchoProtocol.TIMEOUT_SECONDS));
        }
        if (strings) {
            pipeline.addLast(new LineBasedFrameDecoder(EchoProtocol.MAX_LINE, true, true))
                    .addLast(new StringDecoder(StandardCharsets.UTF_8), new StringEncoder(StandardCharsets.UTF_8))
                    .addLast(new NettyStringEcho());
        } else {
            pipeline.addLast(new LineBasedFrameDecoder(EchoProtocol.MAX_LINE, !keepNewline, true))
                    .addLast(new NettyBytesEcho(keepNewline));
        }
    }
}
