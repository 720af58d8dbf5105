package dev.futurewire.benchmarks.peer;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;

/** Netty's telnet example as an echo, with one flush per read. */
@SuppressWarnings("FutureReturnValueIgnored")
final class NettyStringEcho extends SimpleChannelInboundHandler<String> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, String line) {
        if (line.equals(EchoProtocol.FAREWELL)) {
            context.writeAndFlush(line + "\n").addListener(ChannelFutureListener.CLOSE);
        } else {
            context.write(line + "\n", context.voidPromise());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
