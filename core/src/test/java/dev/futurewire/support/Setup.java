package dev.futurewire.support;

import dev.futurewire.ChannelOptions;

/**
 * The options of a connection under test; 0 stands for the default.
 *
 * @param maxFrameLength of the channel
 * @param highWaterMark of the channel
 * @param lowWaterMark of the channel
 * @param peerReceiveBuffer how much the peer's end holds unread before the channel's writes wait
 */
public record Setup(int maxFrameLength, int highWaterMark, int lowWaterMark, int peerReceiveBuffer) {
    /** All defaults. */
    public static final Setup DEFAULT = new Setup(0, 0, 0, 0);

    /** The options of the channel. */
    public ChannelOptions options() {
        ChannelOptions.Builder builder = ChannelOptions.builder();
        if (maxFrameLength > 0) {
            builder.maxFrameLength(maxFrameLength);
        }
        if (highWaterMark > 0) {
            builder.highWaterMark(highWaterMark);
        }
        if (lowWaterMark > 0) {
            builder.lowWaterMark(lowWaterMark);
        }
        return builder.build();
    }

    /** A setup with marks, and a peer that holds little. */
    public static Setup backpressure(int highWaterMark, int lowWaterMark, int peerReceiveBuffer) {
        return new Setup(0, highWaterMark, lowWaterMark, peerReceiveBuffer);
    }

    /** A setup with a frame limit. */
    public static Setup limit(int maxFrameLength) {
        return new Setup(maxFrameLength, 0, 0, 0);
    }
}
