"""The commonest syllables with marks in titles of Vietnamese books, commonest first: three quarters of all that occur.

Counted in 32,000 titles. A wrong reading of legacy bytes seldom yields one, by which short texts are told apart.
"""

_COMMONEST_FIRST = """
bản sách và của tập học tái người cuốn tư nhân sống tâm những văn việt lý thành tặng kèm công năng bộ về làm từ
truyện tiếng có không một nhà thế kỹ tôi chính trình ngữ để cuộc bạn tài thuật đời bí yêu quyền nhất đại giới là
quản hành trẻ đi pháp sự tự tác bìa chuyện thiếu trị cách tế giáo thông chiến bán lập dài nghệ giàu tình đầu giả
ngắn dành bé mới các nguyên ký nghiệp đường bài thực thức thiên năm với thời ngày câu chủ hiệu thần mật đến tử tiền
thói trí mạnh hàng sức tạo thơ thứ thân đổi nhỏ nhật hạnh sử phương quyết phúc trên sáng kiếp giải kế nói mẹ lược
thư dịch dụng tuổi quả lớn đạo đắc lịch bằng đừng hóa kỳ phát hội nước cảm thương muôn được việc như hiểu nguyễn dân
dám bất nữ tiểu động cứng đọc cô định trường điều nội hình tiếp cùng mềm mình điển biệt ở số nghĩ tích tìm nhã đông
cấp toàn tại lại hoàng thuyết dẫn cơ kẻ hà triển vị ăn luyện phá họa kỷ cây ứng hồn biết thiết trở thích lần phẩm
vật lực ngủ hướng chạy nghĩa lời gái mọi khổ gánh cẩm luật chú thể phiên bình màu bị sổ tiên giúp quốc viết siêu
hiện cổ chân phải dạy tốt quyển khác đề xuân giá nào quẳng cá thái vũ độc mặt chỉ toán gì kĩ phụ xã mạng phục đồ chí
chọn vụ thị xúc mã chúng cực đặc trời cứu đồng vàng đẹp vựng lãnh tắc tổng cả hạ tưởng chữa hán trái ông tiêu phần
hôn thật tuyệt thắng lê sơ bên chuyên bắt hồ án biên sĩ thường chơi cái vào ý mùa tuyển quần mỹ hệ đánh truyền ánh
vạn sắc bước luận vì đức sư dựng lên tương hỏi vô bà tính bệnh vượt sẽ đáng vĩ nâng viên thú ẩn xây ngôn quân phú mơ
biến hoàn trước phạm cần đơn đêm đã triết tuệ trọn đàn giỏi tối rèn hoạch giữa tiết niên phòng triệu áo kết hơn
nhiều lòng ngọc âm quỷ giờ nhiên vợ sứ ngọt đen đình vẽ tây thoại báo phản dương liệu hợp trò còn trọng lành ảnh lưu
độ tỉnh nên lẩn hãy nhớ tô tủ dục bóng khám trưởng bỏ vương hạt giản hùng lớp nơi xử sản mỗi dưỡng bác kiếm muốn
nuôi kể đối ngoại hồi xuất chết đỉnh cầu căn nghiệm dùng ngôi chất thám trần chữ mèo vể viện dưới điểm tháng vân
đúng chứng biện thuốc đế ngô võ đỗ tướng từng biển tộc ôn khởi bùi mệnh trăng hoá môn thầy đất
"""
FREQUENT = frozenset(_COMMONEST_FIRST.split())
