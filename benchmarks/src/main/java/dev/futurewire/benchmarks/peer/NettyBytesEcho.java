package dev.futurewire.benchmarks.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Echoes each line, and flushes once per read. */
// Netty closes the channel after a failed write, and its documentation ignores these futures.
@SuppressWarnings("FutureReturnValueIgnored")
final class NettyBytesEcho extends ChannelInboundHandlerAdapter {
    private static final ByteBuf NEWLINE =
            Unpooled.unreleasableBuffer(Unpooled.directBuffer(1).writeByte('\n').asReadOnly());

    private final boolean newlineKept;

    /**
     * Creates a handler.
     *
     * @param newlineKept whether the decoder keeps the newline on the line, so that none has to be written
     */
    NettyBytesEcho(boolean newlineKept) {
        this.newlineKept = newlineKept;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf line = (ByteBuf) message;
        boolean farewell = isFarewell(line);
        context.write(line, context.voidPromise());
        if (!newlineKept) {
            context.write(NEWLINE.duplicate(), context.voidPromise());
        }
        if (farewell) {
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private boolean isFarewell(ByteBuf line) {
        int length = newlineKept ? line.readableBytes() - 1 : line.readableBytes();
        if (length > 4) {
            return false;
        }
        byte[] bytes = new byte[length];
        line.getBytes(line.readerIndex(), bytes);
        return EchoProtocol.isFarewell(bytes, 0, length);
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
