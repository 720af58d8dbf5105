package org.example.kotlin

import dev.futurewire.AsyncChannel
import dev.futurewire.AsyncServer
import dev.futurewire.ChannelOptions
import dev.futurewire.Futures
import java.net.InetAddress
import java.net.InetSocketAddress
import java.time.Duration

/** Sends a line to an echo server of its own and prints what comes back. */
fun main() {
    val patience = Duration.ofSeconds(30)
    val server = AsyncServer.listen(InetSocketAddress(InetAddress.getLoopbackAddress(), 0)) { channel ->
        channel.readLine().thenCompose { line -> channel.write("$line\n") }
    }
    val channel = Futures.await(AsyncChannel.connect(server.localAddress(), ChannelOptions.defaults()), patience)
    Futures.await(channel.write("hello from Kotlin\n"), patience)
    println(Futures.await(channel.readLine(), patience))
    Futures.await(channel.close(), patience)
    Futures.await(server.shutdown(Duration.ZERO), patience)
}
