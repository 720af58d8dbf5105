package dev.futurewire.internal.output;

import java.nio.ByteBuffer;

/** A chunk with bytes of a file. */
final class FileBlock extends OutputChunk {
    FileBlock(ByteBuffer buffer, int count) {
        super(buffer);
        end = count;
    }
}
