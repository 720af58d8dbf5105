package dev.futurewire.observe;

/** The operations that can be pending. */
public enum Operation {
    /** {@link dev.futurewire.AsyncChannel#readLine()}. */
    READ_LINE("readLine"),
    /** {@link dev.futurewire.AsyncChannel#readLineBytes()}. */
    READ_LINE_BYTES("readLineBytes"),
    /** {@link dev.futurewire.AsyncChannel#readUntil}. */
    READ_UNTIL("readUntil"),
    /** {@link dev.futurewire.AsyncChannel#readExactly}. */
    READ_EXACTLY("readExactly"),
    /** {@link dev.futurewire.AsyncChannel#read(int)}. */
    READ("read"),
    /** {@link dev.futurewire.AsyncChannel#readAll}. */
    READ_ALL("readAll"),
    /** {@link dev.futurewire.AsyncChannel#read(dev.futurewire.FrameDecoder)} and {@code forEachFrame}. */
    READ_FRAME("read"),
    /** {@link dev.futurewire.AsyncChannel#readTo}. */
    READ_TO("readTo"),
    /** {@link dev.futurewire.AsyncChannel#write(CharSequence)} and its overloads, above the high-water mark. */
    WRITE("write"),
    /** {@link dev.futurewire.AsyncChannel#writeFrom}. */
    WRITE_FROM("writeFrom"),
    /** {@link dev.futurewire.AsyncChannel#flush()}. */
    FLUSH("flush"),
    /** {@link dev.futurewire.AsyncChannel#shutdownOutput()}. */
    SHUTDOWN_OUTPUT("shutdownOutput"),
    /** {@link dev.futurewire.AsyncChannel#connect}. */
    CONNECT("connect"),
    /** {@link dev.futurewire.AsyncChannel#peerClosed()}. */
    PEER_CLOSED("peerClosed"),
    /** A TLS handshake, started by {@link dev.futurewire.AsyncChannel#startTls} or by options that include TLS. */
    START_TLS("startTls"),
    /** A stage that the program has named. */
    NAMED("named"),
    /** A delay. */
    DELAY("delay"),
    /** A wait for an item of a queue. */
    TAKE("take"),
    /** A wait for room in a queue. */
    PUT("put"),
    /** A wait for a permit of a semaphore. */
    ACQUIRE("acquire");

    private final String methodName;

    Operation(String methodName) {
        this.methodName = methodName;
    }

    /** {@return the name of the method that starts the operation} */
    public String methodName() {
        return methodName;
    }
}
