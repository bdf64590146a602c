/** A policy in which every construct of the language stands at least once. It parses; what it says makes no plant. */
export const EVERYTHING = `policy "All" { owner "o" timezone "UTC" blast-radius at most 12 assets access at most 30 days standard "62443", "CIP" }
zone Out { level 5 kind external network rest }
zone Plant "The plant" { level 3.5 kind control sl-t 2 site "North" monitored vlan 12, "office" tags "a", "b"
  network 10.0.0.0/16, 2001:db8::/64
  zone Cell { level 1 sl-t { iac 2, uc 1 } network 192.168.1.0/24 as 10.43.1.0/24 microsegmented enforced by FW
    asset 101-PT-22 : sensor at 192.168.1.5 { mac 00:1a:2b:3c:4d:5e wireless }
    asset 'PLC 1/0' : plc at 192.168.1.6, 192.168.1.7-192.168.1.9 also in Plant at 10.0.0.9 "Kiln" { criticality high exposure "CVE-1" code-execution sl-c 2 }
    group Things = plc, 'PLC 1/0' in Cell, tagged "x" except 101-PT-22
    allow plc -> sensor : modbus because "values"
    deny sensor -> plc : any
    blast-radius at most 3 assets
  }
  zone Pool { kind external network 10.222.0.0/24 reached through VPN }
  asset VPN : vpn-gateway at 10.0.0.1 { serves https, ssh vendor "v" model "m" firmware "1" owner "me" monitored portable shared }
  asset D : server at dhcp
}
type big : plc "Big" { class control level 0-1 serves s7 tags "t" criticality high }
service own "Own" { tcp 80, 8000-8010 udp 53 icmp 8 icmpv6 128 ip 50 ethernet 0x88b8 dynamic 49152-65535 secure https source "s" initiator client category control risks reads, writes }
service both { own, https icmp }
schedule Night { every mon-fri 22:00-06:00, 12:00-13:00 every sat, sun 00:00-24:00 }
conduit C "Join" { between Plant.Cell, Pool and Out one-way from Plant.Cell to Out }
conduit K { between Plant and Out sl-t 2 owner "o" via FW encrypted inspected proxied
  allow plc in Cell tagged "a", 10.0.0.1 <-> any except big : tcp 80, 443, udp 53-54, icmp, icmp 8, ip 50 during Night from 2030-01-01 until 2031-01-01T10:00 log owner "x" ticket "T" because "b"
}
access Vendor "Help" { vendor "V" allow VPN -> D : rdp log because "x" from 2031-03-04T08:00 until 2031-03-05 every day 08:00-10:00 owner "o" ticket "t" requires mfa approved by "N" }
firewall FW "Wall" { platform nftables interface "eth0" to Plant, Plant.Cell at 10.0.0.254 interface out to Out rules at most 200 default log fails closed twin of FW2 }
firewall FW2
expect Plant -> Out : https is denied at 2031-03-04T09:00
expect Out can reach Plant during Night
expect Out cannot reach Plant.Cell
expect Out reaches Plant only through Pool
expect service-aware blast radius of VPN at most 7 assets
expect exposure of D at most 0 assets
expect rules on FW at most 100
`;
